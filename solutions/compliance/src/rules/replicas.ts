import {
  failed,
  isReplica,
  type Judge,
  judgedAtPrimary,
  line,
  notApplicable,
  passed,
  unknown,
} from './verdicts.ts';

export const noReplica: Judge = (secret, { parameters: { replicaRegions } }) => {
  const wanted = replicaRegions.filter((region) => region !== secret.region);
  if (wanted.length === 0) return notApplicable('No replica is asked for.');
  if (isReplica(secret)) return judgedAtPrimary(secret);
  const { replicas } = secret;
  if (replicas === undefined) return unknown('Its replicas could not be read.');
  const evidence = [
    line('Wanted in', wanted.join(', ')),
    line(
      'Replicas',
      replicas.length === 0
        ? 'none'
        : replicas.map(({ region, status }) => `${region} (${status})`).join(', '),
    ),
  ];
  const missing = wanted.filter((region) => !replicas.some((one) => one.region === region));
  if (missing.length > 0) return failed(`It has no replica in ${missing.join(', ')}.`, evidence);
  const broken = replicas.find(
    ({ region, status }) => wanted.includes(region) && status === 'Failed',
  );
  return broken === undefined
    ? passed(`It has replicas in ${wanted.join(', ')}.`, evidence)
    : failed(
        `Its replica in ${broken.region} does not follow: ${broken.message ?? 'Failed'}.`,
        evidence,
      );
};
