import type { AwsError } from '@gatehouse/core';
import type { Member, StructureSchema } from '../model/schema.ts';
import type { ServiceModel } from '../model/service-model.ts';

/** An error as every protocol needs it: what the model says of its code, and its members. */
export interface ErrorParts {
  /** The shape's name, or the code itself where the model does not know it. */
  readonly shapeName: string;
  /** Absolute shape id where the model knows it. */
  readonly shapeId: string;
  /** The code that the query protocols send. */
  readonly queryCode: string;
  readonly status: number;
  readonly fault: 'Sender' | 'Receiver';
  readonly message: string;
  /** How the model spells its message member, if it has one. */
  readonly messageMember: string | undefined;
  /** The modelled members other than the message that the error carries. */
  readonly members: readonly (readonly [member: Member, value: unknown])[];
  readonly schema: StructureSchema | undefined;
}

export const errorParts = (model: ServiceModel | undefined, error: AwsError): ErrorParts => {
  const schema = model?.errorOf(error.name);
  const status = error.status ?? modelledStatus(schema);
  const members = schema?.members ?? [];
  return {
    shapeName: schema?.name ?? error.name,
    shapeId: schema?.id ?? error.name,
    queryCode: schema?.traits.awsQueryError?.code ?? schema?.name ?? oldCode(model, error.name),
    status,
    fault: status >= 500 ? 'Receiver' : 'Sender',
    message: error.message,
    messageMember: members.find(isMessage)?.name,
    members: members
      .filter((member) => !isMessage(member) && Object.hasOwn(error.members, member.name))
      .map((member) => [member, error.members[member.name]] as const)
      .filter(([, value]) => value !== undefined && value !== null),
    schema,
  };
};

/** The common errors, which no model has, under the names that they had in awsQuery ("Common Errors" of the API references). */
const OLD_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'AccessDenied'],
  ['InvalidParameterCombinationException', 'InvalidParameterCombination'],
  ['InvalidParameterValueException', 'InvalidParameterValue'],
  ['MissingRequiredParameterException', 'MissingParameter'],
]);

const oldCode = (model: ServiceModel | undefined, name: string): string =>
  (model?.awsQueryCompatible === true ? OLD_CODES.get(name) : undefined) ?? name;

const modelledStatus = (schema: StructureSchema | undefined): number =>
  schema?.traits.httpError ?? (schema?.traits.error === 'server' ? 500 : 400);

const isMessage = ({ name }: Member): boolean => name === 'message' || name === 'Message';
