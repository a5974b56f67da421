import type { Column, Command, Expression, Query } from './model.ts';

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;

const name = (parts: readonly string[]): string =>
  parts
    .map((part) => (/^[0-9]+$/.test(part) ? `[${part}]` : `\`${part}\``))
    .join('.')
    .replaceAll('.[', '[');

const list = (of: readonly Expression[]): string => of.map(expression).join(', ');

/** An expression with all of its parentheses. */
export const expression = (of: Expression): string => {
  switch (of.kind) {
    case 'field':
      return name(of.parts);
    case 'text':
      return quoted(of.value);
    case 'number':
    case 'boolean':
      return String(of.value);
    case 'period':
      return of.value.text;
    case 'all':
      return '*';
    case 'call':
      return `${of.name}(${list(of.args)})`;
    case 'negate':
      return `(-${expression(of.of)})`;
    case 'not':
      return `(not ${expression(of.of)})`;
    case 'and':
    case 'or':
      return `(${of.of.map(expression).join(` ${of.kind} `)})`;
    case 'arithmetic':
    case 'compare':
      return `(${expression(of.left)} ${of.operator} ${expression(of.right)})`;
    case 'like': {
      const pattern =
        typeof of.pattern === 'string' ? quoted(of.pattern) : `/${of.pattern.source}/`;
      return `(${expression(of.of)} ${of.negated ? 'not ' : ''}like ${pattern})`;
    }
    case 'in':
      return `(${expression(of.of)} ${of.negated ? 'not ' : ''}in [${list(of.list)}])`;
    default:
      return of satisfies never;
  }
};

const columns = (of: readonly Column[]): string =>
  of.map((one) => `${expression(one.expression)} as \`${one.name}\``).join(', ');

const fields = (of: readonly { readonly parts: readonly string[] }[]): string =>
  of.map(({ parts }) => name(parts)).join(', ');

const command = (of: Command): string => {
  switch (of.kind) {
    case 'fields':
    case 'display':
      return `${of.kind} ${columns(of.columns)}`;
    case 'filter':
      return `filter ${expression(of.condition)}`;
    case 'stats':
      return `stats ${columns(of.columns)}${of.by.length === 0 ? '' : ` by ${columns(of.by)}`}`;
    case 'sort':
      return `sort ${of.keys.map((key) => `${name(key.field.parts)} ${key.descending ? 'desc' : 'asc'}`).join(', ')}`;
    case 'limit':
      return `limit ${of.any ? 'any ' : ''}${of.count}`;
    case 'dedup':
      return `dedup ${fields(of.fields)}`;
    case 'parse': {
      const { extraction } = of;
      const isGlob = extraction.kind === 'glob';
      const pattern = isGlob ? quoted(extraction.texts.join('*')) : `/${extraction.regex.source}/`;
      const given = of.names.filter((_, at) => isGlob || extraction.regex.groups[at] === undefined);
      const names = given.length === 0 ? '' : ` as ${given.map((one) => `\`${one}\``).join(', ')}`;
      return `parse ${expression(of.of)} ${pattern}${names}`;
    }
    case 'pattern':
      return `pattern ${name(of.of.parts)}`;
    default:
      return of satisfies never;
  }
};

export const print = ({ commands }: Query): string => commands.map(command).join('\n| ');
