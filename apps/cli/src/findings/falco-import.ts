import type { AwsSecurityFinding } from '@gatehouse/clients';
import type { AlertReading } from '@gatehouse/falco';
import { type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { displayName, readText } from '../files.ts';
import { printable, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import { asked, placeOf, REGION_OPTION } from './hub.ts';

const SHOWN_REFUSALS = 20;

const readAll = async (files: readonly string[], terminal: Terminal): Promise<AlertReading> => {
  const { readAnything } = await import('@gatehouse/falco');
  const readings: AlertReading[] = [];
  for (const file of files) {
    const text = await readText(file, terminal);
    const reading = readAnything(text, {}, terminal.clock.now());
    terminal.err(
      `${displayName(file)}: ${counted(reading.alerts.length, 'alert', 'alerts')}, ${counted(reading.refused.length, 'text that is none', 'texts that are none')}\n`,
    );
    for (const { why, text: beginning } of reading.refused.slice(0, SHOWN_REFUSALS))
      terminal.err(`  ${why}: ${printable(beginning)}\n`);
    readings.push(reading);
  }
  return {
    alerts: readings.flatMap(({ alerts }) => alerts),
    refused: readings.flatMap(({ refused }) => refused),
  };
};

export const falcoImport: Command = {
  name: 'falco import',
  summary: 'Import alerts of Falco as findings of Security Hub',
  usage: 'FILE... [options]',
  options: {
    'dry-run': { help: 'print the findings, import nothing' },
    ...REGION_OPTION,
  },
  details: `
A file holds alerts as Falco, FireLens, Fluent Bit or a CloudWatch Logs subscription writes them: one, a list, or one a line. They become
findings of the account of the credentials. Ids are stable: importing a file twice adds nothing. Exit code 1 when Security Hub did not
take some.`,
  run: async (given, terminal) => {
    if (given.positionals.length === 0) throw new UsageError('name a file with alerts');
    const { findingsOf, importFindings } = await import('@gatehouse/falco');
    const { alerts } = await readAll(given.positionals, terminal);
    const { clients, region } = await placeOf(given, terminal);
    const account = (await asked(clients.sts().getCallerIdentity({}))).Account ?? '';
    const findings: AwsSecurityFinding[] = [
      ...findingsOf(alerts, () => ({ account, region })).values(),
    ].flat();
    if (given.flag('dry-run')) {
      for (const finding of findings) terminal.out(`${JSON.stringify(finding)}\n`);
      return YES;
    }
    const failed = await asked(importFindings(clients.securityHub(), findings));
    clients.close();
    const imported = findings.length - failed.length;
    if (given.flag('json')) terminal.out(`${JSON.stringify({ imported, failed })}\n`);
    else {
      terminal.out(`${counted(imported, 'finding', 'findings')} imported\n`);
      for (const { id, code, message } of failed)
        terminal.err(printable(`${id}: ${code}: ${message}`).concat('\n'));
    }
    return failed.length === 0 ? YES : NO;
  },
};
