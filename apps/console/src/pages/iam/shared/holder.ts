/** What policies are attached to, as the names of IAM's operations spell it. */
export interface Holder {
  readonly kind: 'User' | 'Group' | 'Role';
  readonly name: string;
}

/** `{ RoleName: 'deploy' }` */
export const nameInput = ({ kind, name }: Holder): object => ({ [`${kind}Name`]: name });
