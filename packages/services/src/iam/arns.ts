const arn = (account: string, resource: string): string => `arn:aws:iam::${account}:${resource}`;

/** `path` begins and ends with a slash in all of these. */
export const userArn = (account: string, path: string, name: string): string =>
  arn(account, `user${path}${name}`);

export const groupArn = (account: string, path: string, name: string): string =>
  arn(account, `group${path}${name}`);

export const roleArn = (account: string, path: string, name: string): string =>
  arn(account, `role${path}${name}`);

export const policyArn = (account: string, path: string, name: string): string =>
  arn(account, `policy${path}${name}`);

export const instanceProfileArn = (account: string, path: string, name: string): string =>
  arn(account, `instance-profile${path}${name}`);

export const serverCertificateArn = (account: string, path: string, name: string): string =>
  arn(account, `server-certificate${path}${name}`);

/** Also the serial number of a virtual MFA device. */
export const mfaArn = (account: string, path: string, name: string): string =>
  arn(account, `mfa${path}${name}`);

export const samlProviderArn = (account: string, name: string): string =>
  arn(account, `saml-provider/${name}`);

/** @param url issuer without scheme */
export const oidcProviderArn = (account: string, url: string): string =>
  arn(account, `oidc-provider/${url}`);
