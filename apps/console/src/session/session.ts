import { request } from '../api/request.ts';

/** Who is at the console, as the server says. */
export interface SignedIn {
  readonly signedIn: true;
  readonly home: {
    readonly account: string;
    readonly arn: string;
    readonly name: string;
    readonly kind: 'user' | 'root';
  };
  readonly role?: {
    readonly account: string;
    readonly arn: string;
    readonly roleArn: string;
    readonly roleName: string;
    readonly sessionName: string;
    readonly displayName?: string;
    readonly expiresAt: string;
  };
  readonly roleExpired: boolean;
  readonly mfa: boolean;
  readonly expiresAt: string;
}

export interface SignedOut {
  readonly signedIn: false;
  /** False beside real AWS accounts: there is no embedded cloud whose IAM users could sign in. */
  readonly embedded?: false;
}

export type Session = SignedIn | SignedOut;

export interface Credentials {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
  readonly mfaCode?: string;
  readonly newPassword?: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignInAnswer {
  readonly signedIn: boolean;
  readonly mfaRequired?: true;
  readonly changePasswordRequired?: true;
}

export interface RoleChoice {
  readonly account: string;
  readonly roleName: string;
  readonly displayName?: string;
}

export const sessionApi = {
  show: (signal?: AbortSignal): Promise<Session> => request('/api/session', { signal }),
  signIn: (body: Credentials | AccessKey): Promise<SignInAnswer> =>
    request('/api/session', { method: 'POST', body }),
  signOut: (): Promise<Session> => request('/api/session', { method: 'DELETE' }),
  switchRole: (body: RoleChoice): Promise<Session> =>
    request('/api/session/role', { method: 'POST', body }),
  switchBack: (): Promise<Session> => request('/api/session/role', { method: 'DELETE' }),
};
