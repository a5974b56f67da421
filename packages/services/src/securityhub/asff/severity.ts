import type { Severity, SeverityLabel } from '@aws-sdk/client-securityhub';

/** API_Severity: what each label stands for when only one of the two is given. */
export const normalizedOf = (label: SeverityLabel): number => {
  switch (label) {
    case 'INFORMATIONAL':
      return 0;
    case 'LOW':
      return 1;
    case 'MEDIUM':
      return 40;
    case 'HIGH':
      return 70;
    case 'CRITICAL':
      return 90;
    default:
      return label satisfies never;
  }
};

export const labelOf = (normalized: number): SeverityLabel => {
  if (normalized < 1) return 'INFORMATIONAL';
  if (normalized < 40) return 'LOW';
  if (normalized < 70) return 'MEDIUM';
  return normalized < 90 ? 'HIGH' : 'CRITICAL';
};

/** Both of label and number, from whichever is there; the label is the one that counts. */
export const completeSeverity = (given: Severity): Severity => {
  const { Label, Normalized } = given;
  if (Label !== undefined)
    return { ...given, Label, Normalized: Normalized ?? normalizedOf(Label) };
  return Normalized === undefined ? given : { ...given, Label: labelOf(Normalized), Normalized };
};
