export interface OutboundRequest {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT';
  /** http or https. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMilliseconds: number;
}

export interface OutboundResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8, cut after 256 KiB. */
  readonly body: string;
}

/**
 * HTTP to addresses that somebody configured: webhooks, subscriptions. Follows no redirect and refuses link-local addresses,
 * where clouds keep their metadata services. Rejects when there was no answer in time. Never called inside a transaction.
 */
export interface Outbound {
  send(request: OutboundRequest): Promise<OutboundResponse>;
}
