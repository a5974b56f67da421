/*
 * The proleptic Gregorian calendar in whole days since 1970-01-01: what `Date` knows too, without an object for each question.
 */

export interface CivilDate {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** From 1. */
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;
const EPOCH_SHIFT = 719_468;
const DAYS_PER_YEAR = 365;
const FEBRUARY = 2;
const LEAP_DAY = 29;
const WEEK = 7;
/** 1970-01-01 was a Thursday, and Sunday is 0. */
const EPOCH_WEEKDAY = 4;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

// Counted from March on, the lengths of the months follow one line: 153 days in five months.
const daysBefore = (monthsFromMarch: number): number => Math.floor((153 * monthsFromMarch + 2) / 5);

const marchYear = (year: number, month: number): number => (month > FEBRUARY ? year : year - 1);

export const dayNumber = (year: number, month: number, day: number): number => {
  const from = marchYear(year, month);
  const era = Math.floor(from / YEARS_PER_ERA);
  const ofEra = from - era * YEARS_PER_ERA;
  const ofYear = daysBefore((month + 9) % 12) + day - 1;
  const leaps = Math.floor(ofEra / 4) - Math.floor(ofEra / 100);
  return era * DAYS_PER_ERA + ofEra * DAYS_PER_YEAR + leaps + ofYear - EPOCH_SHIFT;
};

export const civilDate = (number: number): CivilDate => {
  const shifted = number + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const ofEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      DAYS_PER_YEAR,
  );
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const ofYear = ofEra - (yearOfEra * DAYS_PER_YEAR + leaps);
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * YEARS_PER_ERA + (month <= FEBRUARY ? 1 : 0),
    month,
    day: ofYear - daysBefore(fromMarch) + 1,
  };
};

const isLeap = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || year % YEARS_PER_ERA === 0;

export const daysIn = (year: number, month: number): number =>
  month === FEBRUARY && isLeap(year) ? LEAP_DAY : (MONTH_LENGTHS[month - 1] ?? 0);

/** 0 is Sunday. */
export const weekdayOf = (number: number): number =>
  (((number + EPOCH_WEEKDAY) % WEEK) + WEEK) % WEEK;
