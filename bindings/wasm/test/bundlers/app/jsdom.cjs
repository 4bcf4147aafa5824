const { readFileSync } = require('node:fs');
const weft = require('weft-crdt');
const { EXPECTED, meet } = require('./meet.js');

weft.init(readFileSync(process.argv[2])).then(() => process.exit(meet(weft) === EXPECTED ? 0 : 1));
