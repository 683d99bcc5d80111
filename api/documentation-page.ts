import { type RequestHandler, Router } from 'express';
import { serve, setup } from 'swagger-ui-express';
import { Problem } from './problem.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "frame-ancestors 'none'",
].join('; ');

/** Swagger UI for `document`, with all of its files served from here. */
export function documentationPage(document: object): RequestHandler {
  const page = Router();
  page.use((request, response, next) => {
    response.locals['route'] = '/docs';
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Problem('method-not-allowed', 'Here one may GET, HEAD', { headers: { Allow: 'GET, HEAD' } });
    }
    response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    next();
  });
  page.use(serve, setup(document, { customSiteTitle: 'Twinstep API' }));
  return page;
}
