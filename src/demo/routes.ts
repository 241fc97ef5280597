import { basicAuthRoutes } from './basic-auth.ts';
import { bytesRoutes } from './bytes.ts';
import { cartRoutes } from './cart.ts';
import { Catalogue } from './catalogue.ts';
import { cookieRoutes } from './cookies.ts';
import { delayRoutes } from './delays.ts';
import { digestAuthRoutes } from './digest-auth.ts';
import { echoRoutes } from './echo.ts';
import { encodingRoutes } from './encodings.ts';
import { faultRoutes } from './faults.ts';
import { helloRoutes } from './hello.ts';
import { htmlRoutes, indexRoutes } from './html.ts';
import { itemRoutes } from './items.ts';
import { limitedRoutes } from './limited.ts';
import { loginRoutes } from './login.ts';
import { metricsRoutes } from './metrics.ts';
import { redirectRoutes } from './redirects.ts';
import type { Route } from './router.ts';
import { Sessions } from './sessions.ts';
import type { DemoState } from './state.ts';
import { streamRoutes } from './streams.ts';
import { uploadRoutes } from './upload.ts';

/** Every route of the demo target, in the order in which the index page lists them. */
export function demoRoutes(state: DemoState): readonly Route[] {
  const catalogue = new Catalogue(state);
  const sessions = new Sessions(state, catalogue);
  const routes = [
    ...helloRoutes(),
    ...loginRoutes(state, sessions),
    ...itemRoutes(state, catalogue),
    ...cartRoutes(state, { catalogue, sessions }),
    ...uploadRoutes(state),
    ...echoRoutes(state),
    ...delayRoutes(state),
    ...limitedRoutes(state),
    ...faultRoutes(state),
    ...streamRoutes(),
    ...bytesRoutes(state),
    ...encodingRoutes(catalogue),
    ...redirectRoutes(),
    ...cookieRoutes(),
    ...basicAuthRoutes(),
    ...digestAuthRoutes(state),
    ...htmlRoutes(state),
    ...metricsRoutes(state),
  ];
  return [...indexRoutes(routes), ...routes];
}
