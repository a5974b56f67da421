/** What a password must be, as UpdateAccountPasswordPolicy names it. */
export interface PasswordPolicy {
  readonly MinimumPasswordLength: number;
  readonly RequireSymbols: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireUppercaseCharacters: boolean;
  readonly RequireLowercaseCharacters: boolean;
  readonly AllowUsersToChangePassword: boolean;
  /** Days; undefined: passwords do not expire. */
  readonly MaxPasswordAge?: number | undefined;
  readonly PasswordReusePrevention?: number | undefined;
  /** An expired password can be changed by an administrator only. */
  readonly HardExpiry?: boolean | undefined;
  /** How many of the four kinds of characters a password must mix; AWS's default policy has 3, others say which. */
  readonly leastKinds?: number | undefined;
}

/** In force where nobody set a policy (IAM User Guide, "Default password policy"). */
export const DEFAULT_POLICY: PasswordPolicy = {
  MinimumPasswordLength: 8,
  RequireSymbols: false,
  RequireNumbers: false,
  RequireUppercaseCharacters: false,
  RequireLowercaseCharacters: false,
  AllowUsersToChangePassword: false,
  leastKinds: 3,
};

/** For emulator test suites, whose passwords AWS would not take. */
export const NO_POLICY: PasswordPolicy = {
  ...DEFAULT_POLICY,
  MinimumPasswordLength: 1,
  leastKinds: undefined,
};

const UPPER = /[A-Z]/;
const LOWER = /[a-z]/;
const NUMBER = /[0-9]/;
// UpdateAccountPasswordPolicy lists the symbols that count.
const SYMBOL = /[!@#$%^&*()_+\-=[\]{}|']/;

/** Why the password is refused, in words that do not repeat it; undefined when it is as the policy wants it. */
export const passwordFault = (policy: PasswordPolicy, password: string): string | undefined => {
  if (password.length < policy.MinimumPasswordLength)
    return `Password should have a minimum length of ${policy.MinimumPasswordLength}`;
  if (policy.RequireUppercaseCharacters && !UPPER.test(password))
    return 'Password should have at least one uppercase letter';
  if (policy.RequireLowercaseCharacters && !LOWER.test(password))
    return 'Password should have at least one lowercase letter';
  if (policy.RequireNumbers && !NUMBER.test(password))
    return 'Password should have at least one number';
  if (policy.RequireSymbols && !SYMBOL.test(password))
    return 'Password should have at least one symbol';
  const kinds = [UPPER, LOWER, NUMBER, SYMBOL].filter((kind) => kind.test(password)).length;
  if (kinds < (policy.leastKinds ?? 0))
    return 'Password should mix at least three of uppercase letters, lowercase letters, numbers and symbols';
  return undefined;
};

const DAY_MILLISECONDS = 86_400_000;

/** When a password set at `changedAt` has to be changed; undefined when never. */
export const passwordExpiry = (policy: PasswordPolicy, changedAt: Date): Date | undefined =>
  policy.MaxPasswordAge === undefined
    ? undefined
    : new Date(changedAt.getTime() + policy.MaxPasswordAge * DAY_MILLISECONDS);
