export { createSts, type Sts } from './sts/index.ts';
