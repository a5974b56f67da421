import type {
  DBClusterParameterGroupDetails,
  DBClusterParameterGroupNameMessage,
  DBParameterGroupDetails,
  DBParameterGroupNameMessage,
  Parameter,
} from '@aws-sdk/client-rds';
import { type Call, cutPage, type Operation, reads, writes } from '@gatehouse/service-kit';
import { authorized, authorizeDescribe, authorizeNew, touch } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { badMarker, described, type Described, pageSize } from '../describing.ts';
import { FAMILIES } from '../engines.ts';
import { alreadyExists, invalidState, invalidValue, notFound } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import { type Resource, withDetails } from '../model.ts';
import { remove } from '../moves.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, requestTags } from '../tags.ts';
import type { ParameterGroupKind } from './parameter-group.ts';
import { shownParameters, withValues } from './parameters.ts';
import type * as requests from './requests.ts';
import { databasesWith } from './users.ts';
import { shownClusterParameterGroup, shownParameterGroup } from './views.ts';

const MOST_PARAMETERS = 20;

const isDefault = (id: string): boolean => id.startsWith('default.');

interface Draft {
  readonly operation: string;
  readonly name: string | undefined;
  readonly family: string | undefined;
  readonly description: string | undefined;
  readonly tags: requests.GivenTags;
}

const create = async (
  call: Call,
  kind: ParameterGroupKind,
  { operation, name, family = '', description = '', tags: given }: Draft,
): Promise<Resource<ParameterGroupKind>> => {
  const { tx, account, region, now } = call;
  const id = newIdentifier(kind, name);
  const tags = requestTags(given);
  await authorizeNew(call, operation, kind, id, tags);
  if (!FAMILIES.includes(family))
    throw invalidValue(`ParameterGroupFamily ${family} is not a valid parameter group family`);
  const details = { description, family, values: {} };
  const group: Resource<ParameterGroupKind> = {
    kind,
    account,
    region,
    id,
    createdAt: now,
    details,
  };
  if (!(await resources.insert(tx, group))) throw alreadyExists(kind, id);
  await putTags(tx, group, tags);
  touch(call, group);
  return group;
};

const destroy = async (
  call: Call,
  operation: string,
  kind: ParameterGroupKind,
  name: string | undefined,
): Promise<void> => {
  const group = await authorized(call, operation, kind, name);
  if (isDefault(group.id))
    throw invalidState(kind, 'Default DBParameterGroup cannot be deleted: ' + group.id);
  if ((await databasesWith(call, group)).length > 0)
    throw invalidState(
      kind,
      'One or more database instances are still members of this parameter group ' +
        `${group.id}, so the group cannot be deleted`,
    );
  await remove(call.tx, group);
};

const change = async (
  call: Call,
  operation: string,
  kind: ParameterGroupKind,
  name: string | undefined,
  values: (group: Resource<ParameterGroupKind>) => Readonly<Record<string, string>>,
): Promise<string> => {
  const group = await authorized(call, operation, kind, name);
  if (isDefault(group.id))
    throw invalidValue(`Modifying default parameter group is not allowed: ${group.id}`);
  await resources.save<ParameterGroupKind>(call.tx, withDetails(group, { values: values(group) }));
  return group.id;
};

const checkedChanges = (changes: readonly Parameter[] | undefined): readonly Parameter[] => {
  if (changes === undefined || changes.length === 0)
    throw invalidValue('The parameter Parameters must be provided and must not be blank.');
  if (changes.length > MOST_PARAMETERS)
    throw invalidValue(`At most ${MOST_PARAMETERS} parameters can be modified in one request.`);
  return changes;
};

/** What is left of a group's values when those named, or all of them, are as the engine has them again. */
const resetValues = (
  { details }: Resource<ParameterGroupKind>,
  { all, named }: { readonly all: boolean; readonly named: readonly Parameter[] | undefined },
): Readonly<Record<string, string>> => {
  if (all) return {};
  const names = new Set((named ?? []).map(({ ParameterName }) => ParameterName));
  return Object.fromEntries(Object.entries(details.values).filter(([name]) => !names.has(name)));
};

const list = async <K extends ParameterGroupKind>(
  { pages }: RdsDeps,
  call: Call,
  kind: K,
  operation: string,
  input: requests.GroupsQuestion,
  given: string | undefined,
): Promise<Described<K>> => {
  const { tx, account, region } = call;
  await authorizeDescribe(call, operation, kind, given);
  const id = given?.toLowerCase() ?? '';
  const one =
    given === undefined ? undefined : await resources.find<K>(tx, { account, region, kind, id });
  if (given !== undefined && one === undefined) throw notFound(kind, given);
  return described<K>(pages, call, {
    operation,
    input,
    question: given,
    filters: {},
    load: async (stretch) => (one === undefined ? resources.list(tx, call, kind, stretch) : [one]),
  });
};

const parametersOf = async (
  { pages }: RdsDeps,
  call: Call,
  kind: ParameterGroupKind,
  operation: string,
  name: string | undefined,
  input: requests.ParametersQuestion,
): Promise<DBParameterGroupDetails> => {
  const group = await authorized(call, operation, kind, name);
  const size = pageSize(input.MaxRecords);
  const { account, region } = call;
  const question = { operation, account, region, id: group.id, source: input.Source };
  const [after = ''] =
    input.Marker === undefined ? [] : (pages.open(question, input.Marker) ?? [badMarkerPosition()]);
  const matching = shownParameters(group).filter(
    ({ Source, ParameterName = '' }) =>
      ParameterName > String(after) && (input.Source === undefined || Source === input.Source),
  );
  const { page, last } = cutPage(matching, size);
  return {
    Parameters: [...page],
    ...(last === undefined ? {} : { Marker: pages.seal(question, [last.ParameterName ?? '']) }),
  };
};

const badMarkerPosition = (): never => {
  throw badMarker();
};

const createForInstances: Operation<requests.CreatePg, requests.CreatedPg> = async (
  input,
  call,
) => {
  const group = await create(call, 'pg', {
    operation: 'CreateDBParameterGroup',
    name: input.DBParameterGroupName,
    family: input.DBParameterGroupFamily,
    description: input.Description,
    tags: input.Tags,
  });
  return { DBParameterGroup: shownParameterGroup({ ...group, kind: 'pg' }) };
};

const createForClusters: Operation<requests.CreateClusterPg, requests.CreatedClusterPg> = async (
  input,
  call,
) => {
  const group = await create(call, 'cluster-pg', {
    operation: 'CreateDBClusterParameterGroup',
    name: input.DBClusterParameterGroupName,
    family: input.DBParameterGroupFamily,
    description: input.Description,
    tags: input.Tags,
  });
  const shown = shownClusterParameterGroup({ ...group, kind: 'cluster-pg' });
  return { DBClusterParameterGroup: shown };
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html and those beside it */
export const parameterGroupOperations = (deps: RdsDeps) => ({
  CreateDBParameterGroup: writes({}, createForInstances),
  CreateDBClusterParameterGroup: writes({}, createForClusters),
  DeleteDBParameterGroup: writes<requests.NamePg, void>({}, (input, call) =>
    destroy(call, 'DeleteDBParameterGroup', 'pg', input.DBParameterGroupName),
  ),
  DeleteDBClusterParameterGroup: writes<requests.NameClusterPg, void>({}, (input, call) =>
    destroy(call, 'DeleteDBClusterParameterGroup', 'cluster-pg', input.DBClusterParameterGroupName),
  ),
  ...changing,
  ...describing(deps),
});

const changing = {
  ModifyDBParameterGroup: writes<requests.ModifyPg, DBParameterGroupNameMessage>(
    { partial: 'a table of the parameters that matter for access, encryption and logs' },
    async (input, call) => {
      const name = input.DBParameterGroupName;
      const id = await change(call, 'ModifyDBParameterGroup', 'pg', name, (group) =>
        withValues(group, checkedChanges(input.Parameters)),
      );
      return { DBParameterGroupName: id };
    },
  ),
  ModifyDBClusterParameterGroup: writes<
    requests.ModifyClusterPg,
    DBClusterParameterGroupNameMessage
  >(
    { partial: 'a table of the parameters that matter for access, encryption and logs' },
    async (input, call) => {
      const name = input.DBClusterParameterGroupName;
      const id = await change(call, 'ModifyDBClusterParameterGroup', 'cluster-pg', name, (group) =>
        withValues(group, checkedChanges(input.Parameters)),
      );
      return { DBClusterParameterGroupName: id };
    },
  ),
  ResetDBParameterGroup: writes<requests.ResetPg, DBParameterGroupNameMessage>(
    {},
    async (input, call) => {
      const name = input.DBParameterGroupName;
      const what = { all: input.ResetAllParameters === true, named: input.Parameters };
      const id = await change(call, 'ResetDBParameterGroup', 'pg', name, (group) =>
        resetValues(group, what),
      );
      return { DBParameterGroupName: id };
    },
  ),
};

const describing = (deps: RdsDeps) => ({
  DescribeDBParameterGroups: reads<requests.DescribePgs, requests.Pgs>({}, async (input, call) => {
    const given = input.DBParameterGroupName;
    const operation = 'DescribeDBParameterGroups';
    const { rows, next } = await list(deps, call, 'pg', operation, input, given);
    return { DBParameterGroups: rows.map(shownParameterGroup), ...next };
  }),
  DescribeDBClusterParameterGroups: reads<requests.DescribeClusterPgs, requests.ClusterPgs>(
    {},
    async (input, call) => {
      const given = input.DBClusterParameterGroupName;
      const operation = 'DescribeDBClusterParameterGroups';
      const { rows, next } = await list(deps, call, 'cluster-pg', operation, input, given);
      return { DBClusterParameterGroups: rows.map(shownClusterParameterGroup), ...next };
    },
  ),
  DescribeDBParameters: reads<requests.DescribePg, DBParameterGroupDetails>(
    { partial: 'a table of the parameters that matter for access, encryption and logs' },
    (input, call) =>
      parametersOf(deps, call, 'pg', 'DescribeDBParameters', input.DBParameterGroupName, input),
  ),
  DescribeDBClusterParameters: reads<requests.DescribeClusterPg, DBClusterParameterGroupDetails>(
    { partial: 'a table of the parameters that matter for access, encryption and logs' },
    (input, call) => {
      const name = input.DBClusterParameterGroupName;
      return parametersOf(deps, call, 'cluster-pg', 'DescribeDBClusterParameters', name, input);
    },
  ),
});
