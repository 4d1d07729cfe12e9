export * from './basic';
export * from './collection';
export * from './field';
export * from './locator';
