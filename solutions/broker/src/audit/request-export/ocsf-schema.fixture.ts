// At least what https://github.com/ocsf/ocsf-schema, version 1.9.0 of 3 August 2026, requires of the classes and objects that the export uses:
// events/base_event.json, events/iam/{iam,user_management,entity_management}.json, objects/{metadata,product,actor,user,
// managed_entity,iam_role,account,resource_details,feature}.json with _entity.json and _resource.json.

interface Shape {
  readonly required?: readonly string[];
  readonly atLeastOne?: readonly string[];
  /** Members that are objects, or lists of objects, of these shapes. */
  readonly members?: Readonly<Record<string, string>>;
}

const ENTITY: Shape = { atLeastOne: ['name', 'uid'] };

const SHAPES: Readonly<Record<string, Shape>> = {
  base: {
    required: [
      'activity_id',
      'category_uid',
      'class_uid',
      'metadata',
      'severity_id',
      'time',
      'type_uid',
    ],
    members: { metadata: 'metadata', actor: 'actor' },
  },
  '3004': { required: ['entity'], members: { entity: 'managed_entity' } },
  '3007': {
    required: ['user'],
    members: { user: 'user', iam_roles: 'iam_role', resources: 'resource_details' },
  },
  metadata: { required: ['product', 'version'], members: { product: 'product' } },
  product: { required: ['name', 'vendor_name'], members: { feature: 'feature' } },
  feature: ENTITY,
  actor: {
    atLeastOne: ['process', 'user', 'session', 'app_name', 'app_uid', 'iam_role'],
    members: { user: 'user' },
  },
  user: { atLeastOne: ['account', 'name', 'uid'] },
  managed_entity: { atLeastOne: ['name', 'uid', 'device', 'group', 'org', 'policy', 'user'] },
  iam_role: { ...ENTITY, members: { account: 'account' } },
  account: ENTITY,
  resource_details: ENTITY,
};

const ENUMS: Readonly<Record<string, readonly number[]>> = {
  '3004.activity_id': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99],
  '3007.activity_id': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 99],
  severity_id: [0, 1, 2, 3, 4, 5, 6, 99],
  status_id: [0, 1, 2, 99],
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const check = (value: unknown, shapeName: string, path: string): readonly string[] => {
  const shape = SHAPES[shapeName];
  if (shape === undefined || !isObject(value)) return [`${path} is no ${shapeName}`];
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined);
  const some = shape.atLeastOne;
  const constraint =
    some === undefined || some.some((name) => value[name] !== undefined) ? [] : [some.join('|')];
  const inner = Object.entries(shape.members ?? {}).flatMap(([name, of]) => {
    const member = value[name];
    if (member === undefined) return [];
    const list: readonly unknown[] = Array.isArray(member) ? member : [member];
    return list.flatMap((item) => check(item, of, `${path}.${name}`));
  });
  return [...[...missing, ...constraint].map((name) => `${path}.${name}`), ...inner];
};

/** Paths of what the schema requires and the event has not. */
export const requiredMissing = (event: unknown): readonly string[] => {
  if (!isObject(event)) return ['event'];
  const uid = String(event['class_uid']);
  const wrong = [
    ENUMS[`${uid}.activity_id`]?.includes(Number(event['activity_id'])) ? [] : ['activity_id'],
    ENUMS['severity_id']?.includes(Number(event['severity_id'])) ? [] : ['severity_id'],
    ENUMS['status_id']?.includes(Number(event['status_id'])) ? [] : ['status_id'],
    event['category_uid'] === 3 ? [] : ['category_uid'],
    event['type_uid'] === Number(uid) * 100 + Number(event['activity_id']) ? [] : ['type_uid'],
    Number.isSafeInteger(event['time']) ? [] : ['time'],
  ].flat();
  return [...wrong, ...check(event, 'base', 'event'), ...check(event, uid, 'event')];
};
