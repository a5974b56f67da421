import type { ServiceModel } from '../model/service-model.ts';
import type { ErrorParts } from './error-parts.ts';

/** AWS spells the message of these two with a capital where no model says otherwise. */
const CAPITAL: ReadonlySet<string> = new Set(['AccessDeniedException', 'SerializationException']);

export const messageKey = ({ messageMember, shapeName }: ErrorParts): string =>
  messageMember ?? (CAPITAL.has(shapeName) ? 'Message' : 'message');

/** Smithy 2.0, "awsQueryCompatible trait": clients that still know the old codes find them here. */
export const queryErrorHeader = (
  model: ServiceModel | undefined,
  { queryCode, fault }: ErrorParts,
): Readonly<Record<string, string>> =>
  model?.awsQueryCompatible ? { 'x-amzn-query-error': `${queryCode};${fault}` } : {};
