import type { PlaceName } from './places.ts';

/** A brand: name, parent by position, colour, service domain. */
export const brandBook: readonly { name: string; parent: number | null; color: string; domain: string }[] = [
  { name: 'Nordlys Managed IT', parent: null, color: '#1f5fae', domain: 'portal.nordlys.example' },
  { name: 'Nordlys Europe', parent: 0, color: '#2a7d6b', domain: 'eu.nordlys.example' },
  { name: 'Nordlys Iberia', parent: 1, color: '#a2432d', domain: 'iberia.nordlys.example' },
  { name: 'Nordlys Americas', parent: 0, color: '#6b4fa0', domain: 'us.nordlys.example' },
  { name: 'Nordlys Asia', parent: 0, color: '#b0722a', domain: 'asia.nordlys.example' },
  { name: 'Atlas Workplace', parent: 0, color: '#3b4a5a', domain: 'my.atlasworkplace.example' },
];

/** A billing account: name, place, mail domain, brand by position, and the customers that it pays for by position. */
export const billingBook: readonly {
  name: string;
  place: PlaceName;
  domain: string;
  brand: number;
  paysFor: readonly number[];
}[] = [
  {
    name: 'Ribeira Faturação',
    place: 'porto',
    domain: 'ribeirasistemas.example',
    brand: 2,
    paysFor: [0, 2, 3],
  },
  { name: 'Isar Sammelrechnung', place: 'muenchen', domain: 'isar-netz.example', brand: 1, paysFor: [9, 11] },
  {
    name: 'Boğaziçi Muhasebe',
    place: 'istanbul',
    domain: 'bogazicibilisim.example',
    brand: 1,
    paysFor: [18],
  },
  {
    name: 'Lone Star Accounts Payable',
    place: 'austin',
    domain: 'lonestarnet.example',
    brand: 3,
    paysFor: [],
  },
  { name: 'Liffey Group Finance', place: 'dublin', domain: 'liffeycloud.example', brand: 5, paysFor: [] },
];

/**
 * An invite: company, contact, mail domain, partner by position (null: direct), billing account by position, days since it was
 * sent, and what became of it.
 */
export const inviteBook: readonly {
  company: string;
  contact: string;
  domain: string;
  partner: number | null;
  account: number;
  sentDaysAgo: number;
  fate: 'sent' | 'opened' | 'revoked' | 'refused' | { customer: number };
}[] = [
  {
    company: 'Bäckerei Größl',
    contact: 'Resi Größl',
    domain: 'baeckerei-groessl.example',
    partner: 1,
    account: 1,
    sentDaysAgo: 96,
    fate: { customer: 9 },
  },
  {
    company: 'Quinta da Foz',
    contact: 'Tiago Lopes',
    domain: 'quintadafoz.example',
    partner: 0,
    account: 0,
    sentDaysAgo: 4,
    fate: 'opened',
  },
  {
    company: 'Mühlbach Orgelbau',
    contact: 'Jana Mühlbach',
    domain: 'muehlbach-orgeln.example',
    partner: 1,
    account: 1,
    sentDaysAgo: 12,
    fate: 'sent',
  },
  {
    company: 'Çamlıca Optik',
    contact: 'Ece Aydın',
    domain: 'camlicaoptik.example',
    partner: 2,
    account: 2,
    sentDaysAgo: 31,
    fate: 'opened',
  },
  {
    company: 'Pecan Creek Dental',
    contact: 'Dana Whitfield',
    domain: 'pecancreekdental.example',
    partner: 3,
    account: 3,
    sentDaysAgo: 1,
    fate: 'sent',
  },
  {
    company: 'Liffeyside Boatworks',
    contact: 'Aoife Nolan',
    domain: 'liffeyside.example',
    partner: 5,
    account: 4,
    sentDaysAgo: 9,
    fate: 'revoked',
  },
  {
    company: 'Fjordgata Bokhandel',
    contact: 'Kari Solberg',
    domain: 'fjordgata.example',
    partner: null,
    account: 1,
    sentDaysAgo: 2,
    fate: 'refused',
  },
];

/** A partner: name, place, mail domain, brand by position. */
export const partnerBook: readonly { name: string; place: PlaceName; domain: string; brand: number }[] = [
  { name: 'Ribeira Sistemas', place: 'porto', domain: 'ribeirasistemas.example', brand: 2 },
  { name: 'Isar Netzwerktechnik', place: 'muenchen', domain: 'isar-netz.example', brand: 1 },
  { name: 'Boğaziçi Bilişim', place: 'istanbul', domain: 'bogazicibilisim.example', brand: 1 },
  { name: 'Lone Star Network Services', place: 'austin', domain: 'lonestarnet.example', brand: 3 },
  { name: '東和システムサービス', place: 'tokyo', domain: 'towa-system.example', brand: 4 },
  { name: 'Liffey Cloud Partners', place: 'dublin', domain: 'liffeycloud.example', brand: 5 },
];

/** A customer: name, place, mail domain, and how many sites it has. */
export type CustomerEntry = readonly [name: string, place: PlaceName, domain: string, sites: number];

/** Customers by partner, in the order of {@link partnerBook}; the last list is the direct customers. */
export const customerBook: readonly (readonly CustomerEntry[])[] = [
  [
    ['Padaria Conceição & Filhos', 'porto', 'padariaconceicao.example', 3],
    ['Clínica Santa Eulália', 'porto', 'clinicasantaeulalia.example', 4],
    ['Azulejos Simões', 'porto', 'azulejossimoes.example', 2],
    ['Vinhos do Cachão', 'porto', 'vinhosdocachao.example', 3],
    ['Transportes Araújo', 'saoPaulo', 'transportesaraujo.example', 5],
    ['Colégio São Bento', 'saoPaulo', 'colegiosaobento.example', 2],
    ['Farmácias Boa Saúde', 'saoPaulo', 'boasaude.example', 6],
    ['Ótica Guimarães', 'porto', 'oticaguimaraes.example', 1],
    ['Gráfica Atlântico', 'porto', 'graficaatlantico.example', 0],
  ],
  [
    ['Bäckerei Größl', 'muenchen', 'baeckerei-groessl.example', 4],
    ['Kanzlei Weiß & Obermüller', 'muenchen', 'kanzlei-wo.example', 1],
    ['Sägewerk Hörmann', 'muenchen', 'saegewerk-hoermann.example', 2],
    ['Tierärztliche Praxis Kühn', 'muenchen', 'tierpraxis-kuehn.example', 1],
    ['Brauerei Schäffler', 'muenchen', 'brauerei-schaeffler.example', 3],
    ['Łódzka Drukarnia Artystyczna', 'krakow', 'lodzkadrukarnia.example', 2],
    ['Spółdzielnia Mleczarska Jaźwiny', 'krakow', 'mleczarniajazwiny.example', 3],
    ['Przychodnia Świętej Anny', 'krakow', 'przychodniaanny.example', 2],
    ['Optik Vogelsang', 'muenchen', 'optik-vogelsang.example', 2],
  ],
  [
    ['Işık Tekstil', 'istanbul', 'isiktekstil.example', 3],
    ['Güneş Eczanesi', 'istanbul', 'guneseczanesi.example', 1],
    ['Çınar Koleji', 'istanbul', 'cinarkoleji.example', 2],
    ['Yıldız Lojistik', 'istanbul', 'yildizlojistik.example', 4],
    ['Φαρμακείο Αναγνωστόπουλος', 'athens', 'farmakeio-anagnostopoulos.example', 1],
    ['Ναυτιλιακή Αιγαίου', 'athens', 'naftiliaki-aigaiou.example', 3],
    ['Εκδόσεις Λυκαβηττός', 'athens', 'lykavittos.example', 2],
    ['Пекарна „Златен клас“', 'sofia', 'zlatenklas.example', 3],
    ['Медицински център Витоша', 'sofia', 'mcvitosha.example', 2],
  ],
  [
    ['Barton Creek Dental Group', 'austin', 'bartoncreekdental.example', 4],
    ['Pedernales Water Supply', 'austin', 'pedernaleswater.example', 5],
    ['Whitfield & Peña Attorneys', 'austin', 'whitfieldpena.example', 1],
    ['Hill Country Veterinary Hospital', 'austin', 'hillcountryvet.example', 2],
    ['Bluebonnet Credit Union', 'austin', 'bluebonnetcu.example', 6],
    ['Kowalczyk Roofing', 'austin', 'kowalczykroofing.example', 1],
    ['Pâtisserie Côté', 'montreal', 'patisseriecote.example', 2],
    ['Clinique dentaire Lévesque', 'montreal', 'cliniquelevesque.example', 2],
    ['Imprimerie Bélanger', 'montreal', 'imprimeriebelanger.example', 1],
  ],
  [
    ['浅草橋文具店', 'tokyo', 'asakusabashi-bungu.example', 2],
    ['髙橋歯科医院', 'tokyo', 'takahashi-shika.example', 1],
    ['みなと物流', 'tokyo', 'minato-butsuryu.example', 5],
    ['渡邊製作所', 'tokyo', 'watanabe-ss.example', 3],
    ['한강회계법인', 'seoul', 'hangang-cpa.example', 2],
    ['서연도서출판', 'seoul', 'seoyeonbooks.example', 1],
    ['信義動物醫院', 'taipei', 'xinyi-vet.example', 2],
    ['大安國際貿易', 'taipei', 'daan-trade.example', 3],
  ],
  [
    ['Kearney & Moran Solicitors', 'dublin', 'kearneymoran.example', 2],
    ['Ó Dónaill Bádóireacht', 'dublin', 'odonaillbad.example', 1],
    ['Docklands Physiotherapy', 'dublin', 'docklandsphysio.example', 2],
    ['Ballsbridge Montessori', 'dublin', 'ballsbridgemontessori.example', 1],
    ['Þórsdóttir Arkitektar', 'reykjavik', 'thorsdottir.example', 1],
    ['Sæbraut Sjávarfang', 'reykjavik', 'saebraut.example', 3],
    ['Laiterie Saint-Antoine', 'lyon', 'laiteriesaintantoine.example', 3],
  ],
  [
    ['Librairie Pélissier', 'lyon', 'librairiepelissier.example', 2],
    ['Hôpital privé de la Croix-Rousse', 'lyon', 'hpcroixrousse.example', 6],
    ['Українська книгарня «Сяйво»', 'kyiv', 'siaivo.example', 2],
    ['Шевчук і партнери', 'kyiv', 'shevchuk-partners.example', 1],
    ['Їжакевич Логістика', 'kyiv', 'yizhakevych.example', 3],
    ['مركز الهاشمي الطبي', 'dubai', 'alhashimi-medical.example', 3],
    ['المنصوري للمقاولات', 'dubai', 'almansoori-contracting.example', 2],
    ['מרפאת ברק', 'haifa', 'barak-clinic.example', 1],
    ['לוי את כהן רואי חשבון', 'haifa', 'levicohen.example', 2],
    ['Menuiserie Château-Gaillard', 'lyon', 'chateau-gaillard.example', 0],
  ],
];
