/** Names that break layouts, encodings and queries, by what is odd in them. */
export const oddNames: Readonly<Record<string, readonly string[]>> = {
  emoji: [
    'Bus 🚌',
    '👩‍🏫 Room',
    '🇺🇸 Flag',
    '👨‍👩‍👧‍👦',
    'Tab📱let',
    '✅',
    '🏳️‍🌈 Lab',
    'e\u0301moji ☕️',
  ],
  quotes: [
    'O\'Brien "Lab"',
    '"quoted"',
    "'; DROP TABLE devices; --",
    'a, b; c',
    '<b>bold</b>',
    'back\\slash',
    '100 % _of_ %s',
    '=1+1',
  ],
  long: [
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    `${'Very '.repeat(30)}long`,
    'A'.repeat(200),
    'Mobile hotspot of the second-floor science laboratory, to be returned to the media center before the holidays begin',
  ],
  rtl: [
    'مدرسة الشمال',
    'בית ספר צפון',
    'حافلة 47',
    'אוטובוס 12',
    'سارة العلي',
    'דוד כהן',
    'مختبر Lab 3',
    'ירוק (green)',
  ],
};
