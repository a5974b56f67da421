import type { Chance } from '../chance.ts';

const GIVEN = [
  'Anna',
  'Ben',
  'Carla',
  'David',
  'Elena',
  'Felix',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Katrin',
  'Lukas',
  'Maria',
  'Nils',
  'Olivia',
  'Paul',
  'Rosa',
  'Simon',
  'Tina',
  'Viktor',
] as const;
const FAMILY = [
  'Albrecht',
  'Baker',
  'Costa',
  'Dahl',
  'Ekström',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ivanov',
  'Jansen',
  'Keller',
  'Lopez',
  'Meier',
  'Novak',
  'Olsen',
  'Petrov',
  'Rossi',
  'Schmid',
  'Turner',
  'Weber',
] as const;
const DIGITS = '0123456789';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly since: string;
  readonly balance: string;
}

/** Somebody who does not exist, at addresses that lead nowhere (`.internal` is for private use). */
export const person = (chance: Chance, domain: string): Person => {
  const given = chance.pick(GIVEN);
  const family = chance.pick(FAMILY);
  const year = 2014 + chance.below(11);
  return {
    id: `C${chance.letters(DIGITS, 8)}`,
    name: `${given} ${family}`,
    email: `${given}.${family}`.toLowerCase().replaceAll('ö', 'oe').concat(`@${domain}.internal`),
    phone: `+99 ${chance.letters(DIGITS, 3)} ${chance.letters(DIGITS, 7)}`,
    since: `${year}-${String(1 + chance.below(12)).padStart(2, '0')}-${String(1 + chance.below(28)).padStart(2, '0')}`,
    balance: `${chance.below(20_000)}.${chance.letters(DIGITS, 2)}`,
  };
};
