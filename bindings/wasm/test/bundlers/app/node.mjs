import * as weft from 'weft-crdt';
import { EXPECTED, meet } from './meet.js';

process.exit(meet(weft) === EXPECTED ? 0 : 1);
