export * from './basic';
export * from './choice';
export * from './collection';
export { betweenCommas, listIn, meant, objectIn, recordOf, SWITCH_WORDS, switchOf, textsOf, textValue } from './entered';
export * from './field';
export * from './ids';
export * from './locator';
export * from './names';
