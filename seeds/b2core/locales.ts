import { words } from '../world/names.js';

/** How people of a country are called, and how they are reached. */
export interface Locale {
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** How often it is chosen, relative to the others. */
  readonly share: number;
  /** Of men and women in turn. */
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  /** E.164 numbers; each # is a digit. Ranges that a country reserves for fiction are used where there are any. */
  readonly phones: readonly string[];
  /** Names of mail providers, below `<country>.example`. */
  readonly providers: readonly string[];
  /** Whether people commonly have a second given name. */
  readonly hasMiddleNames?: true;
  /** The form of a family name for a woman, where there is another one. */
  readonly feminine?: (lastName: string) => string;
}

/** The countries where clients live. */
export const locales: readonly Locale[] = [
  {
    country: 'GB',
    share: 14,
    firstNames: words(
      'Oliver Amelia George Isla Harry Poppy Alfie Freya Callum Imogen Rhys Eilidh',
    ),
    lastNames: words(
      'Thompson Whitaker Davies Pritchard MacLeod Fraser Ashworth Bancroft Hargreaves Llewellyn Pemberton Sinclair',
    ),
    phones: ['+447700900###', '+442079460###', '+441632960###'],
    providers: ['bluepost', 'homemail', 'thamesnet'],
    hasMiddleNames: true,
  },
  {
    country: 'DE',
    share: 13,
    firstNames: words(
      'Lukas Hannah Felix Leonie Jonas Franziska Maximilian Katharina Stefan Sabine Jürgen Anke',
    ),
    lastNames: words(
      'Müller Schneider Hoffmann Krüger Vogel Lehmann Böhm Seidel Winkler Brandt Kuhn Ziegler',
    ),
    phones: ['+4930231250##', '+4915228817###', '+4989999980##'],
    providers: ['postfach', 'rheinmail', 'netzpost'],
  },
  {
    country: 'CY',
    share: 8,
    firstNames: words(
      'Andreas Maria Christos Elena Giorgos Despina Panayiotis Anna Michalis Katerina',
    ),
    lastNames: words(
      'Georgiou Christodoulou Ioannou Charalambous Nicolaou Constantinou Pavlou Demetriou Hadjigeorgiou Loizou',
    ),
    phones: ['+35799######', '+35722######'],
    providers: ['limassolmail', 'kypronet'],
  },
  {
    country: 'AE',
    share: 8,
    firstNames: words(
      'Mohammed Fatima Khalid Mariam Saeed Aisha Omar Noura Hamdan Latifa Rashid Hessa',
    ),
    lastNames: words(
      'Al-Mansoori Al-Suwaidi Al-Marri Al-Nuaimi Al-Hashimi Al-Shamsi Al-Zaabi Al-Ketbi Al-Qasimi Al-Mazrouei',
    ),
    phones: ['+97150#######', '+97155#######'],
    providers: ['gulfmail', 'emiratespost'],
  },
  {
    country: 'ZA',
    share: 8,
    firstNames: words('Thabo Lerato Sipho Nomsa Pieter Annelise Kagiso Zanele Johan Naledi'),
    lastNames: words('Dlamini Nkosi Steyn Botha Mokoena Khumalo Pretorius Naidoo Molefe Ndlovu'),
    phones: ['+2782#######', '+2721#######'],
    providers: ['kaapmail', 'mzansinet'],
  },
  {
    country: 'JP',
    share: 7,
    firstNames: words('Haruto Yui Sota Sakura Kenta Aoi Daiki Hina Takumi Misaki'),
    lastNames: words(
      'Sato Suzuki Takahashi Watanabe Ito Yamamoto Nakamura Kobayashi Yoshida Matsumoto',
    ),
    phones: ['+8190########', '+813########'],
    providers: ['sakuramail', 'hinode'],
  },
  {
    country: 'BR',
    share: 8,
    firstNames: words(
      'Gabriel Beatriz Rafael Larissa Thiago Camila Gustavo Juliana Felipe Fernanda',
    ),
    lastNames: words(
      'Silva Oliveira Souza Pereira Carvalho Ribeiro Almeida Nascimento Barbosa Teixeira',
    ),
    phones: ['+55119########', '+55219########'],
    providers: ['correio', 'paulistanet'],
  },
  {
    country: 'IN',
    share: 9,
    firstNames: words('Aarav Ananya Rohan Kavya Vikram Priyanka Arjun Meera Sanjay Divya'),
    lastNames: words('Sharma Iyer Reddy Banerjee Kulkarni Nair Chatterjee Deshpande Agarwal Menon'),
    phones: ['+9198########', '+9122########'],
    providers: ['bharatmail', 'deccanpost'],
  },
  {
    country: 'NG',
    share: 7,
    firstNames: words('Chinedu Ngozi Emeka Adaeze Tunde Folake Ibrahim Amina Segun Yetunde'),
    lastNames: words('Okonkwo Adebayo Balogun Eze Nwosu Adeleke Okoro Bello Ogunleye Ibekwe'),
    phones: ['+234803#######', '+234809#######'],
    providers: ['lagosmail', 'nairapost'],
  },
  {
    country: 'PL',
    share: 8,
    firstNames: words('Jakub Zofia Kacper Julia Piotr Agnieszka Tomasz Magdalena Marek Katarzyna'),
    lastNames: words(
      'Nowak Wójcik Kamiński Zieliński Szymański Woźniak Mazur Krawczyk Piotrowski Pawlak',
    ),
    phones: ['+48601######', '+48226######'],
    providers: ['poczta', 'wislanet'],
    feminine: (lastName) => lastName.replace(/ki$/, 'ka'),
  },
  {
    country: 'TH',
    share: 6,
    firstNames: words('Somchai Siriporn Nattapong Kanya Prasert Malee Anan Suda Wichai Pimchanok'),
    lastNames: words(
      'Saetang Wongsakul Chaiyasit Srisuk Thongchai Rattanakosin Boonmee Suwannarat Phromdee Kittisak',
    ),
    phones: ['+6681#######', '+662#######'],
    providers: ['siammail', 'chaopraya'],
  },
  {
    country: 'FR',
    share: 8,
    firstNames: words('Lucas Chloé Hugo Manon Mathis Camille Julien Élodie Antoine Margaux'),
    lastNames: words(
      'Martin Bernard Lefèvre Moreau Girard Fontaine Rousseau Chevalier Gauthier Perrin',
    ),
    phones: ['+336399800##', '+331990000##'],
    providers: ['boitepostale', 'seinenet'],
  },
  {
    country: 'AU',
    share: 6,
    firstNames: words('Lachlan Matilda Jack Charlotte Cooper Ruby Angus Zara Flynn Georgia'),
    lastNames: words(
      'Campbell Nguyen Mitchell Fitzpatrick Donnelly Hartley McKenzie Papadopoulos Doherty Bailey',
    ),
    phones: ['+61491570###', '+61255501###'],
    providers: ['southernmail', 'harbournet'],
    hasMiddleNames: true,
  },
  {
    country: 'US',
    share: 8,
    firstNames: words('Ethan Madison Tyler Brooke Jordan Paige Derek Vanessa Curtis Denise'),
    lastNames: words(
      'Reed Holloway Bennett Castillo Freeman Larson Whitaker Donovan Pruett Vasquez',
    ),
    phones: ['+121255501##', '+131255501##', '+141555501##'],
    providers: ['liberty-mail', 'prairienet'],
    hasMiddleNames: true,
  },
];
