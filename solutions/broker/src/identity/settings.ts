/** How the broker knows people. Any OpenID Connect issuer will do. */
export interface IdentitySettings {
  /** As it stands in `iss`; its discovery document is below it. */
  readonly issuer: string;
  /** The public client that browsers and commands sign in with. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Cognito's access tokens have no `aud`: there the client and `token_use` are checked instead. */
  readonly audience:
    | { readonly kind: 'aud'; readonly value: string }
    | { readonly kind: 'cognito'; readonly clientIds: readonly string[] };
  readonly directory:
    | { readonly kind: 'cognito'; readonly userPoolId: string }
    | {
        readonly kind: 'userinfo';
        readonly groupsClaim: string;
        /** How long memberships of people who are not here are taken as last seen. */
        readonly staleAfterSeconds: number;
      };
  /** Ports of 127.0.0.1 that the client has registered for commands; empty where the issuer takes any (RFC 8252 §7.3). */
  readonly loopbackPorts: readonly number[];
  /** By which name of this machine a command is sent back to; Cognito on AWS takes `localhost` only. Default 127.0.0.1. */
  readonly loopbackHost?: '127.0.0.1' | 'localhost' | undefined;
}

/** Asymmetric ones only: a public key must never serve as a shared secret. */
export const ALGORITHMS: readonly string[] = ['RS256', 'PS256', 'ES256'];
/** Between the issuer's clock and ours. */
export const LEEWAY_SECONDS = 60;
