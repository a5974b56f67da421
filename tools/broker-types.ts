import { compile, type JSONSchema } from 'json-schema-to-typescript';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: JSONSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: JSONSchema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: JSONSchema }>> }>
  >;
}

/** As much of an OpenAPI 3.1 document as types need. */
export interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, JSONSchema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const JSON_TYPE = 'application/json';

/** Schemas that stand for inputs keep their defaults optional; the compiler reads JSON Schema's own place for definitions. */
const relocated = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/definitions/'));

const withRequiredPath = ({ parameters = [] }: Operation, place: string): JSONSchema => {
  const chosen = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(chosen.map(({ name, schema }) => [name, schema])),
    required: chosen.filter(({ required }) => required === true).map(({ name }) => name),
  };
};

const operationSchema = (operation: Operation): JSONSchema => {
  const body = operation.requestBody?.content[JSON_TYPE]?.schema;
  const answers = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  const answer = answers?.[1].content?.[JSON_TYPE]?.schema ?? { type: 'string' };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      path: withRequiredPath(operation, 'path'),
      query: withRequiredPath(operation, 'query'),
      ...(body === undefined ? {} : { body }),
      answer,
    },
    required: ['path', 'query', 'answer', ...(body === undefined ? [] : ['body'])],
  };
};

/** TypeScript for clients of the broker: every schema, and an `Operations` map from `GET /v1/me` to its parts. */
export const brokerTypes = async (document: OpenApi): Promise<string> => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) =>
        [`${method.toUpperCase()} ${path}`, operationSchema(operation)] as const,
    ),
  );
  const schema = relocated<JSONSchema>({
    title: 'Operations',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(operations),
    required: operations.map(([name]) => name),
    definitions: document.components.schemas,
  });
  const text = await compile(schema, 'Operations', {
    bannerComment:
      '// Made from the broker’s OpenAPI document by tools/generate-broker-types.ts; not to be edited.',
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    format: false,
  });
  // The compiler explains where each name comes from; every one comes from the document.
  return text.replaceAll(/\/\*\*\n \* This interface was referenced by [^/]*\*\/\n/g, '');
};
