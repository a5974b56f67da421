import type { CheckpointChain } from './checkpoint-chain.ts';
import { type Hash, sameHash } from './hashing.ts';
import type { Fault } from './verdict.ts';

/** What was noticed while a log was read. */
export interface Course {
  size: number;
  /** The first entry whose hash is not the anchored one, and whether its own row vouches for it. */
  firstDiffering: { readonly index: number; readonly rowAgrees: boolean | undefined } | undefined;
  /** Whether an entry behind that one is as it was anchored. */
  agreesAgain: boolean;
  /** The first entry that says another place of itself than it has; `sequence` is undefined where it is unreadable. */
  firstOutOfOrder: { readonly index: number; readonly sequence: number | undefined } | undefined;
  /** Whether the entry that was missed there came later. */
  foundLater: boolean;
  firstBadRow: number | undefined;
  /** Size of the first checkpoint whose root the entries do not have. */
  firstBadCheckpoint: number | undefined;
  /** Size of the last checkpoint before that. */
  goodThrough: number;
  /** The same for the anchored hashes. */
  anchorGoodThrough: number;
  anchorBroken: number | undefined;
  hasHashes: boolean;
}

interface Case {
  readonly course: Course;
  readonly chain: CheckpointChain;
  /** Of all entries read. */
  readonly root: Hash;
  readonly head: { readonly size: number; readonly root: Hash } | undefined;
}

/** All faults, the one that names the first bad entry first. */
export const faultsOf = (found: Case): readonly Fault[] => {
  const { course, chain } = found;
  const entry = entryFault(course) ?? rangeFault(course) ?? endFault(found);
  const faults = [...(entry === undefined ? [] : [entry]), ...chain.faults];
  const anchor = anchorFault(course, chain);
  if (anchor !== undefined) faults.push(anchor);
  return faults;
};

/** A fault that can be pinned to one entry. */
const entryFault = (course: Course): Fault | undefined => {
  // The list is evidence only as far as a checkpoint was signed over it.
  const differing = course.firstDiffering;
  const proven =
    differing !== undefined && differing.index < course.anchorGoodThrough ? differing : undefined;
  const order = course.firstOutOfOrder;
  const row = course.firstBadRow;
  const first = Math.min(
    proven?.index ?? Number.POSITIVE_INFINITY,
    order?.index ?? Number.POSITIVE_INFINITY,
    row ?? Number.POSITIVE_INFINITY,
  );
  if (order?.index === first) return orderFault(course, order.index, order.sequence);
  if (proven?.index === first) return differenceFault(course, proven);
  if (row !== undefined) {
    return {
      reason: 'changed',
      sequence: row,
      message: `Entry ${row} is not what its own row says of it.`,
    };
  }
  return undefined;
};

const orderFault = (course: Course, index: number, sequence: number | undefined): Fault => {
  if (sequence === undefined) {
    return { reason: 'changed', sequence: index, message: `Entry ${index} is unreadable.` };
  }
  if (sequence < index) {
    return {
      reason: 'inserted',
      sequence: index,
      message: `Where entry ${index} belongs stands one that calls itself ${sequence}, which came before.`,
    };
  }
  if (course.foundLater) {
    return {
      reason: 'swapped',
      sequence: index,
      through: sequence,
      message: `Where entry ${index} belongs stands entry ${sequence}; entry ${index} comes later.`,
    };
  }
  return {
    reason: 'deleted',
    sequence: index,
    through: sequence - 1,
    message:
      sequence - index === 1
        ? `Entry ${index} is missing.`
        : `Entries ${index} to ${sequence - 1} are missing.`,
  };
};

const differenceFault = (
  course: Course,
  { index, rowAgrees }: NonNullable<Course['firstDiffering']>,
): Fault => {
  const several = Math.min(course.size, course.anchorGoodThrough) - index > 1;
  if (several && !course.agreesAgain && rowAgrees !== false) {
    return {
      reason: 'rolled-back',
      sequence: index,
      through: course.size - 1,
      message:
        `From entry ${index} on, no entry is the one that was anchored: ` +
        'an older copy of the database was put back and has grown since, or the log was written anew.',
    };
  }
  return rowAgrees === true
    ? {
        reason: 'rehashed',
        sequence: index,
        message: `Entry ${index} is not the one that was anchored, and the hashes in the database were made to fit it.`,
      }
    : {
        reason: 'changed',
        sequence: index,
        message: `Entry ${index} is not the one that was anchored.`,
      };
};

/** Roots differ, and no hash list tells where. */
const rangeFault = ({ firstBadCheckpoint, goodThrough }: Course): Fault | undefined =>
  firstBadCheckpoint === undefined
    ? undefined
    : {
        reason: 'root-differs',
        sequence: goodThrough,
        through: firstBadCheckpoint - 1,
        message:
          `Of the entries ${goodThrough} to ${firstBadCheckpoint - 1}, at least one is not what was signed ` +
          `with the checkpoint of ${firstBadCheckpoint} entries.`,
      };

const endFault = ({ course, chain, root, head }: Case): Fault | undefined => {
  const { size } = course;
  const signed = chain.good.at(-1)?.size ?? 0;
  const claimed = head?.size ?? size;
  if (size < signed && head !== undefined && claimed === size) {
    return {
      reason: 'rolled-back',
      sequence: size,
      through: signed - 1,
      message:
        `The database ends before entry ${size} and takes that for the whole log, but ${signed} entries were signed: ` +
        'an older copy was put back.',
    };
  }
  const expected = Math.max(signed, claimed);
  if (size < expected) {
    return {
      reason: 'truncated',
      sequence: size,
      through: expected - 1,
      message: `The log ends before entry ${size}, but ${expected} entries were written.`,
    };
  }
  if (size > claimed) {
    return {
      reason: 'inserted',
      sequence: claimed,
      through: size - 1,
      message: `The database's own head knows ${claimed} entries, and there are ${size}.`,
    };
  }
  if (head === undefined || sameHash(head.root, root)) return undefined;
  return {
    reason: 'head-differs',
    sequence: course.goodThrough < size ? course.goodThrough : undefined,
    through: course.goodThrough < size ? size - 1 : undefined,
    message:
      `The database's own head was not made of these entries: one since entry ${course.goodThrough}, ` +
      'where the last checkpoint ends, was changed, or the head was.',
  };
};

const anchorFault = (course: Course, chain: CheckpointChain): Fault | undefined => {
  if (!course.hasHashes) return undefined;
  const signed = chain.good.at(-1)?.size ?? 0;
  if (course.anchorBroken === undefined && course.anchorGoodThrough >= signed) return undefined;
  return {
    reason: 'anchor-damaged',
    sequence: undefined,
    message:
      `The list of anchored hashes is not the one that was signed, from entry ${course.anchorGoodThrough} on; ` +
      'from there on it proves nothing.',
  };
};
