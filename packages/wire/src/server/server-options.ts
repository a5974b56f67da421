import type { ServerOptions } from 'node:http';

/**
 * For `http.createServer`: bounds what a slow or endless client can hold. A request must be complete in a minute and its
 * head in ten seconds; a head may have 32 KiB, which holds the longest presigned URL and session token AWS issues.
 */
export const wireServerOptions: ServerOptions = {
  requestTimeout: 60_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 20_000,
  maxHeaderSize: 32 * 1024,
  requireHostHeader: true,
  insecureHTTPParser: false,
  noDelay: true,
};

/** For `server.maxRequestsPerSocket`: a connection ends now and then, so that a balancer can spread its load. */
export const wireMaxRequestsPerSocket = 100_000;
