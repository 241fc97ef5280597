/** What a kind of failed request means, and what to look at next. */
export const ERROR_ADVICE: Readonly<Record<string, { readonly meaning: string; readonly advice: string }>> = {
  dns: {
    meaning: 'the name of the host could not be resolved',
    advice: 'Check the host name for a typing error, and try it with `getent hosts NAME` on this machine.',
  },
  refused: {
    meaning: 'nothing accepted connections at the port',
    advice:
      'Check that the target runs and listens on this address and port. Under load, a full accept queue refuses too: look at its listen backlog and whether it restarted.',
  },
  reset: {
    meaning: 'the target or something before it reset the connection',
    advice:
      "Look for crashes and restarts in the target's log, for a load balancer that is out of connections, and for a keep-alive timeout that is shorter than the pauses between requests.",
  },
  timeout: {
    meaning: 'no complete answer came in time',
    advice:
      'Compare the timeout of the test with the latencies before the first time-out: where these grow steadily, the target is overloaded; where they do not, something waits for a lock, a pool or another service.',
  },
  tls: {
    meaning: 'no secure connection could be set up',
    advice:
      "Check that the port speaks TLS at all, then the certificate's names, dates and chain, and the protocol versions; give the test the `ca` of a private certificate authority.",
  },
  closed: {
    meaning: 'the connection was closed before the answer was complete',
    advice:
      "Look in the target's log for requests that it gave up, for a worker that ended, and for a proxy whose timeout is shorter than the answer takes.",
  },
  malformed: {
    meaning: 'what came back was not valid HTTP',
    advice:
      'Check that the port speaks HTTP (and not HTTPS or another protocol), and look at the excerpt of the answer.',
  },
  'too-large': {
    meaning: 'headers or body were larger than the test allows',
    advice: 'Raise `maxHeaderBytes` or `maxBodyBytes` if the answer is as large as it should be.',
  },
  blocked: {
    meaning: 'the request would have gone to a host that the test does not allow',
    advice: 'Add the host to `allowHosts` if the load is meant to reach it; a redirect may have led there.',
  },
};

/** Kinds with which a target that is down, or not there, fails. */
export const UNREACHABLE_KINDS: ReadonlySet<string> = new Set(['dns', 'refused', 'reset', 'timeout', 'tls', 'closed']);

/** Kinds with which a request fails before it was sent. */
export const NEVER_SENT_KINDS: ReadonlySet<string> = new Set(['dns', 'refused', 'tls']);
