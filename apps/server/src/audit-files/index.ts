export { createFileAnchor } from './file-anchor.ts';
export { createFileSigner, type FileSigner } from './file-signer.ts';
