export interface SecurityGroupDetails {
  readonly name: string;
  readonly description: string;
  readonly vpc: string;
}

/** One source or destination of one protocol and port range: the unit that has an id. */
export interface RuleDetails {
  readonly group: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly description?: string | undefined;
  readonly target: RuleTarget;
}

export type RuleTarget =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly id: string }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly account: string;
    };

export interface GroupKinds {
  readonly 'security-group': SecurityGroupDetails;
  readonly 'security-group-rule': RuleDetails;
}
