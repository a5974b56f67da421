export { createFileAnchor } from './file-anchor.ts';
export { createFileSigner } from './file-signer.ts';
