import type { AccessRequest } from '../../../access/broker-types.ts';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { durationText } from './duration.ts';
import { RequestStateIndicator, stateText } from './request-state.tsx';
import { TargetList, targetsText } from './target-list.tsx';

export const requestPath = ({ id }: Pick<AccessRequest, 'id'>): string => `/access/requests/${id}`;

const id: Column<AccessRequest> = {
  id: 'id',
  header: 'Request',
  isRowHeader: true,
  cell: (request) => <PageLink to={requestPath(request)}>{request.id}</PageLink>,
  text: (request) => request.id,
};

const access: Column<AccessRequest> = {
  id: 'access',
  header: 'Access',
  cell: ({ targets }) => <TargetList targets={targets} />,
  text: ({ targets }) => targetsText(targets),
};

const state: Column<AccessRequest> = {
  id: 'state',
  header: 'State',
  cell: (request) => <RequestStateIndicator state={request.state} />,
  text: (request) => stateText(request.state),
};

const requester: Column<AccessRequest> = {
  id: 'requester',
  header: 'Requested by',
  cell: (request) => request.requester.name,
  text: (request) => request.requester.name,
};

const duration: Column<AccessRequest> = {
  id: 'duration',
  header: 'Duration',
  cell: ({ durationSeconds }) => durationText(durationSeconds),
  text: ({ durationSeconds }) => durationSeconds,
};

const created: Column<AccessRequest> = {
  id: 'created',
  header: 'Requested at',
  cell: ({ createdAt }) => <Time at={createdAt} />,
  text: ({ createdAt }) => createdAt,
};

const reason: Column<AccessRequest> = {
  id: 'reason',
  header: 'Justification',
  cell: ({ justification }) => justification,
  text: ({ justification }) => justification,
};

export const OWN_COLUMNS: readonly Column<AccessRequest>[] = [
  id,
  access,
  state,
  duration,
  created,
  reason,
];

export const OTHERS_COLUMNS: readonly Column<AccessRequest>[] = [
  id,
  requester,
  access,
  state,
  duration,
  created,
  reason,
];
