import { OPERATION_HINT, type PathTemplate, pathParts } from './path-template.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

export interface RoutedRequest {
  readonly method: string;
  /** Raw. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The operation that a request means by its `http` trait. Where several fit, the one that names more of the request:
 * literal segments, then literal query parameters, then the SDK's own hint, then required query and header members.
 */
export const route = (model: ServiceModel, request: RoutedRequest): OperationModel | undefined => {
  const parts = pathParts(request.path);
  const fitting = [...model.operations.values()].filter(
    ({ path }) => path !== undefined && fits(path, parts, request),
  );
  if (fitting.length < 2) return fitting[0];
  return fitting
    .map((operation) => ({ operation, rank: rankOf(operation, request) }))
    .reduce((best, next) => (compare(next.rank, best.rank) > 0 ? next : best)).operation;
};

const fits = (path: PathTemplate, parts: readonly string[], request: RoutedRequest): boolean =>
  path.method === request.method &&
  path.literalQuery.every(([name, value]) => {
    const given = request.query.get(name);
    return given !== undefined && (value === undefined || given.includes(value));
  }) &&
  path.labels(parts) !== undefined;

const rankOf = (operation: OperationModel, request: RoutedRequest): readonly number[] => {
  const hint = request.query.get(OPERATION_HINT)?.[0];
  const required = requirements(operation, request);
  return [
    operation.path?.literalSegments ?? 0,
    operation.path?.literalQuery.length ?? 0,
    hint !== undefined && hint === operation.name ? 1 : 0,
    required.missing === 0 ? 1 : 0,
    required.given,
  ];
};

const requirements = (
  { input }: OperationModel,
  request: RoutedRequest,
): { readonly given: number; readonly missing: number } => {
  if (input.kind !== 'structure') return { given: 0, missing: 0 };
  const { query, headers } = input.bindings;
  const present = [
    ...query.filter(isRequired).map(({ wireName }) => request.query.has(wireName)),
    ...headers.filter(isRequired).map(({ wireName }) => Object.hasOwn(request.headers, wireName)),
  ];
  const given = present.filter(Boolean).length;
  return { given, missing: present.length - given };
};

const isRequired = ({ member }: { readonly member: { readonly required: boolean } }): boolean =>
  member.required;

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
