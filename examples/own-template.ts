// A template of one's own. In a module of its own, exported and put into .plimsoll/templates/, `plimsoll init` lists it too.
import { createScenario, defineTemplate, option } from 'plimsoll';

const lookAround = defineTemplate({
  name: 'look-around',
  about: 'users search for something and look at what they find',
  options: {
    words: option.texts(['lamp', 'rope', 'compass'], 'What is searched for.'),
    looks: option.whole(2, 'How many things users look at.'),
  },
  endpoints: {
    search: { path: '/search', query: { q: '{{ word }}' }, expect: { status: 200, json: '$.total' } },
    look: { path: '/items/{{ id }}', expect: { status: 200, json: { '$.id': '{{ id }}' } } },
  },
  load: { users: 10, duration: '1m' },
  limits: ['checks rate > 99%', 'http_req_duration{name:look} p95 < 1s'],
  build: ({ words, looks, think }, { send }) => ({
    scenarios: [
      {
        name: 'look around',
        variables: { word: words },
        steps: [
          ...send('search'),
          {
            kind: 'loop',
            count: looks,
            steps: [
              { kind: 'think', duration: think },
              { kind: 'set', variables: { id: '{{ $randomNumber(1, 1000) }}' } },
              ...send('look'),
            ],
          },
        ],
      },
    ],
  }),
});

export default createScenario(lookAround, {
  target: 'http://127.0.0.1:1876',
  load: { users: 5, duration: '10s' },
  think: '50ms..150ms',
});
