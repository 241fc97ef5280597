import { basicAuthRoutes } from './basic-auth.ts';
import { bytesRoutes } from './bytes.ts';
import { cartRoutes } from './cart.ts';
import { Catalogue } from './catalogue.ts';
import { cookieRoutes } from './cookies.ts';
import { dataRoutes } from './data-routes.ts';
import { delayRoutes } from './delays.ts';
import { digestAuthRoutes } from './digest-auth.ts';
import { echoRoutes } from './echo.ts';
import { encodingRoutes } from './encodings.ts';
import { eventRoutes } from './events/event-routes.ts';
import { faultRoutes } from './faults.ts';
import { fileRoutes } from './files/file-routes.ts';
import { pictureRoutes } from './files/picture-routes.ts';
import { helloRoutes } from './hello.ts';
import { htmlRoutes, indexRoutes } from './html.ts';
import { itemRoutes } from './items.ts';
import { jobRoutes } from './jobs/job-routes.ts';
import { knobRoutes } from './knob-routes.ts';
import { Lazy } from './lazy.ts';
import { limitedRoutes } from './limited.ts';
import { loginRoutes } from './login.ts';
import { metricsRoutes } from './metrics.ts';
import type { Orders } from './orders/orders.ts';
import { redirectRoutes } from './redirects.ts';
import type { Route } from './router.ts';
import { serviceRoutes } from './services.ts';
import { Sessions } from './sessions.ts';
import type { DemoState } from './state.ts';
import { streamRoutes } from './streams.ts';
import { uploadRoutes } from './upload.ts';

/** Every route of the demo target, in the order in which the index page lists them. */
export function demoRoutes(state: DemoState): readonly Route[] {
  const catalogue = new Catalogue(state);
  const sessions = new Sessions(state, catalogue);
  const orders = new Lazy<Orders>(async () => new (await import('./orders/orders.ts')).Orders(catalogue));
  const routes = [
    ...helloRoutes(),
    ...loginRoutes(state, sessions),
    ...itemRoutes(state, catalogue),
    ...cartRoutes(state, { catalogue, sessions, orders }),
    ...dataRoutes(state, { catalogue, sessions, orders }),
    ...uploadRoutes(state),
    ...fileRoutes(state),
    ...pictureRoutes(),
    ...eventRoutes(state),
    ...jobRoutes(state),
    ...serviceRoutes(state),
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
    ...knobRoutes(state),
    ...metricsRoutes(state),
  ];
  return [...indexRoutes(routes), ...routes];
}
