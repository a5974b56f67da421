export { bucketCopies } from './bucket-copies.ts';
export { copiedAnchor, type Copies } from './copied-anchor.ts';
export { createFileAnchor } from './file-anchor.ts';
export { createFileSigner } from './file-signer.ts';
