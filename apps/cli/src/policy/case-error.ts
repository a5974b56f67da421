/** What is wrong with a case, and in which of its members (`request.principal`). */
export class CaseError extends Error {
  override readonly name = 'CaseError';
  readonly member: string;

  constructor(member: string, message: string, options?: ErrorOptions) {
    super(member === '' ? message : `${member}: ${message}`, options);
    this.member = member;
  }
}

export const wrong = (member: string, message: string): never => {
  throw new CaseError(member, message);
};

/** `policies.identity` and 0 make `policies.identity[0]`; nothing and `request` make `request`. */
export const at = (member: string, step: string | number): string => {
  if (typeof step === 'number') return `${member}[${step}]`;
  return member === '' ? step : `${member}.${step}`;
};
