import type { ServerOptions } from 'node:http';

/**
 * For `http.createServer`: bounds what a slow or endless client can hold. The head of a request must be complete in ten
 * seconds and its body in an hour (in a minute, says the wire, where it holds it); a head may have 32 KiB, which holds the longest presigned URL and session token AWS issues.
 */
export const wireServerOptions: ServerOptions = {
  requestTimeout: 3_600_000,
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
