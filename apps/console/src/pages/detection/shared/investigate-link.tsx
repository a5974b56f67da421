import type { SubjectKind } from '../../../api/detection/investigation.ts';
import { PageLink } from '../../../shared/link.tsx';
import { investigatePath } from './paths.ts';

interface Props {
  readonly kind: SubjectKind;
  readonly value: string;
  readonly text?: string;
  /** RFC 3339. */
  readonly within?: { readonly from: string; readonly to: string } | undefined;
}

/** Leads to what somebody or something did, or what was done from or with it. */
export const InvestigateLink = ({ kind, value, text = value, within }: Props) =>
  value === '' ? '–' : <PageLink to={investigatePath({ kind, value, ...within })}>{text}</PageLink>;
