export { createHistory, type EventHistory, type EventPlace } from './history.ts';
export { investigate } from './live-inquiry.ts';
export { createOfflineInquiry, type OfflineInquiry } from './offline-inquiry.ts';
export type { Inquiry } from './inquiry.ts';
export { searchEvents } from './search.ts';
