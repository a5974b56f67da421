import type { Ec2Deps } from '../deps.ts';
import { createTags, deleteTags, describeTags } from '../tagging/tag-operations.ts';

export const tagOperations = (deps: Ec2Deps) => ({
  CreateTags: createTags(),
  DeleteTags: deleteTags(),
  DescribeTags: describeTags(deps),
});
