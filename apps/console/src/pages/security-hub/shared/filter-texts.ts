import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';

const tokenText = ({
  propertyLabel,
  operator,
  value,
}: PropertyFilterProps.FormattedToken): string => `${propertyLabel} ${operator} ${value}`;

/** The words of the filter bar: they come with it, and not with the first page. */
export const FILTER_TEXTS: PropertyFilterProps.I18nStrings = {
  dismissAriaLabel: 'Dismiss',
  clearAriaLabel: 'Clear',
  groupValuesText: 'Values',
  groupPropertiesText: 'Fields',
  operatorsText: 'Comparisons',
  operationAndText: 'and',
  operationOrText: 'or',
  operatorLessText: 'Less than',
  operatorLessOrEqualText: 'Less than or equal',
  operatorGreaterText: 'Greater than',
  operatorGreaterOrEqualText: 'Greater than or equal',
  operatorContainsText: 'Contains',
  operatorDoesNotContainText: 'Does not contain',
  operatorEqualsText: 'Equals',
  operatorDoesNotEqualText: 'Does not equal',
  operatorStartsWithText: 'Starts with',
  operatorDoesNotStartWithText: 'Does not start with',
  editTokenHeader: 'Edit condition',
  propertyText: 'Field',
  operatorText: 'Comparison',
  valueText: 'Value',
  cancelActionText: 'Cancel',
  applyActionText: 'Apply',
  allPropertiesLabel: 'Keyword',
  tokenLimitShowMore: 'Show more',
  tokenLimitShowFewer: 'Show fewer',
  clearFiltersText: 'Clear filters',
  formatToken: tokenText,
  removeTokenButtonAriaLabel: (token) => `Remove ${tokenText(token)}`,
  enteredTextLabel: (text) => `Use: "${text}"`,
};
