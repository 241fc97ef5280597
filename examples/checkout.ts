// A template of the scenario library: `plimsoll init --list` names them all, `plimsoll init --template checkout` writes this
// one with every option and endpoint spelled out.
import { createScenario } from 'plimsoll';

export default createScenario('checkout', {
  target: 'http://127.0.0.1:1876',
  load: { users: 10, duration: '10s' },
  think: '100ms..300ms',

  // How visits end, and how much is bought.
  mix: { buy: 60, cancel: 20, abandon: 20 },
  items: 2,

  limits: ['checks rate > 99%', 'http_req_failed rate < 1%', 'http_req_duration p95 < 2s'],
});
