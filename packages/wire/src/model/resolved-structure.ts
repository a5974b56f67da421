import type {
  BoundMember,
  HttpBindings,
  Member,
  Schema,
  StructureSchema,
  Traits,
} from './schema.ts';

type Identity = Pick<StructureSchema, 'id' | 'kind' | 'name' | 'traits'>;

/** A structure that grows member by member while its shape is read, because a shape may contain itself. */
export class ResolvedStructure implements StructureSchema {
  readonly kind: 'structure' | 'union';
  readonly name: string;
  readonly id: string;
  readonly traits: Traits;
  readonly members: Member[] = [];
  readonly byName = new Map<string, Member>();
  eventStream: Member | undefined;
  #byJsonName: ReadonlyMap<string, Member> | undefined;
  #bindings: HttpBindings | undefined;
  #holdsBigNumbers: boolean | undefined;

  constructor({ kind, name, id, traits }: Identity) {
    this.kind = kind;
    this.name = name;
    this.id = id;
    this.traits = traits;
  }

  add(member: Member): void {
    if (member.traits.streaming === true && member.schema.kind === 'union')
      this.eventStream = member;
    this.members.push(member);
    this.byName.set(member.name, member);
  }

  // Most shapes never meet JSON names or HTTP bindings, so these are made when first asked for.
  get byJsonName(): ReadonlyMap<string, Member> {
    this.#byJsonName ??= this.members.some((member) => member.traits.jsonName !== undefined)
      ? new Map(this.members.map((member) => [member.traits.jsonName ?? member.name, member]))
      : this.byName;
    return this.#byJsonName;
  }

  get bindings(): HttpBindings {
    this.#bindings ??= httpBindings(this);
    return this.#bindings;
  }

  get holdsBigNumbers(): boolean {
    this.#holdsBigNumbers ??= holdsBigNumbers(this, new Set());
    return this.#holdsBigNumbers;
  }
}

const holdsBigNumbers = (schema: Schema, seen: Set<Schema>): boolean => {
  if (seen.has(schema)) return false;
  seen.add(schema);
  switch (schema.kind) {
    case 'bigDecimal':
    case 'bigInteger':
    case 'document':
      return true;
    case 'structure':
    case 'union':
      return schema.members.some((member) => holdsBigNumbers(member.schema, seen));
    case 'list':
      return holdsBigNumbers(schema.item.schema, seen);
    case 'map':
      return holdsBigNumbers(schema.value.schema, seen);
    default:
      return false;
  }
};

const httpBindings = (structure: StructureSchema): HttpBindings => {
  const labels = new Map<string, Member>();
  const query: BoundMember[] = [];
  const headers: BoundMember[] = [];
  const prefixHeaders: BoundMember[] = [];
  const document = new ResolvedStructure(structure);
  let queryParams: Member | undefined;
  let payload: Member | undefined;
  let responseCode: Member | undefined;
  for (const member of structure.members) {
    const { traits } = member;
    if (traits.httpPayload) payload = member;
    else if (traits.httpLabel) labels.set(member.name, member);
    else if (traits.httpHeader !== undefined)
      headers.push({ member, wireName: traits.httpHeader.toLowerCase() });
    else if (traits.httpPrefixHeaders !== undefined)
      prefixHeaders.push({ member, wireName: traits.httpPrefixHeaders.toLowerCase() });
    else if (traits.httpQuery !== undefined) query.push({ member, wireName: traits.httpQuery });
    else if (traits.httpQueryParams) queryParams = member;
    else if (traits.httpResponseCode) responseCode = member;
    else document.add(member);
  }
  return { labels, query, headers, prefixHeaders, queryParams, payload, responseCode, document };
};
