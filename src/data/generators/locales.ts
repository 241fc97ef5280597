/** Names as they are usual in a language, the commonest first. */
export interface Locale {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
}

export const locales: Readonly<Record<string, Locale>> = {
  en: names(
    `James Mary Olivia Noah Emma Liam Charlotte Oliver Amelia George Sophia William Isabella Henry Mia Jack Evelyn Lucas
    Harper Thomas Grace Daniel Chloe Samuel Emily Joseph Lily David Hannah Owen Zoe Matthew Ruby Ethan Alice Nathan Stella
    Caleb Violet Isaac`,
    `Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Lee Thompson White Harris
    Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner
    Phillips Campbell Parker Evans Edwards O'Brien`,
  ),
  de: names(
    `Emilia Noah Mia Leon Sophia Paul Emma Matteo Hannah Ben Lina Elias Ella Finn Clara Felix Lea Henry Marie Louis Anna
    Jonas Ida Luca Frieda Moritz Greta Anton Johanna Jakob Katharina Jürgen Ursula Klaus Renate Wolfgang Sabine Jörg`,
    `Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
    Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Köhler
    Maier Herrmann König Walter Huber Kaiser Fuchs Weiß Groß`,
  ),
  fr: names(
    `Gabriel Jade Léo Louise Raphaël Emma Louis Alice Arthur Ambre Jules Lina Adam Rose Maël Chloé Lucas Mia Hugo Léa
    Noah Anna Liam Julia Paul Camille Nathan Inès Sacha Manon Théo Zoé Éthan Juliette Aurélie François Hélène Benoît`,
    `Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David
    Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Faure Mercier Blanc Guérin Boyer
    Garnier Chevalier François Legrand Gauthier Perrin Clément Noël`,
  ),
  es: names(
    `Lucía Hugo Sofía Mateo Martina Martín María Lucas Julia Leo Paula Daniel Valeria Alejandro Emma Manuel Daniela Pablo
    Carla Álvaro Alma Adrián Olivia Enzo Sara David Carmen Mario Noa Diego Lola Javier Claudia Marcos Íñigo Begoña Iker`,
    `García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz
    Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Morales Molina Blanco Suárez
    Castro Ortega Delgado Ortiz Marín Rubio Núñez`,
  ),
  it: names(
    `Leonardo Sofia Francesco Aurora Tommaso Giulia Edoardo Ginevra Alessandro Vittoria Lorenzo Beatrice Mattia Alice
    Gabriele Ludovica Riccardo Emma Andrea Matilde Diego Anna Nicolò Camilla Matteo Chiara Giuseppe Giorgia Federico Bianca
    Antonio Nicole Enea Greta Samuele Gaia Giovanni Martina`,
    `Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca Mancini Costa Giordano
    Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile
    Martinelli Vitale Lombardo Serra Coppola D'Angelo Marchetti`,
  ),
  nl: names(
    `Noah Emma Liam Julia Luca Mila Lucas Sophie Mees Olivia Finn Yara Sem Saar Levi Nora Daan Tess Noud Noor Luuk Milou
    Adam Sara Sam Liv Bram Zoë Mason Evi Benjamin Anna Thijs Lotte Joris Femke Sander Maaike Pieter Anouk`,
    `De_Jong Jansen De_Vries Van_den_Berg Bakker Van_Dijk Visser Janssen Smit Meijer De_Boer Mulder De_Groot Bos Vos Peters
    Hendriks Van_Leeuwen Dekker Brouwer De_Wit Dijkstra Smits De_Graaf Van_der_Meer Kok Jacobs De_Haan Vermeulen
    Van_den_Heuvel Van_der_Veen Van_den_Broek Schouten Willems Van_Vliet Hoekstra`,
  ),
  pl: names(
    `Antoni Zofia Jan Zuzanna Aleksander Laura Franciszek Hanna Nikodem Maja Jakub Julia Leon Oliwia Stanisław Pola Mikołaj
    Alicja Szymon Maria Filip Iga Ignacy Lena Wojciech Amelia Adam Emilia Łukasz Wiktoria Paweł Małgorzata Michał Agnieszka
    Krzysztof Katarzyna`,
    `Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski
    Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Kaczmarek Grabowski Pawłowski Michalski Król Zając Wieczorek Jabłoński
    Wróbel Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski`,
  ),
  sv: names(
    `Noah Vera Hugo Alma Liam Selma Nils Elsa William Lilly Adam Astrid Oliver Wilma Elias Freja Lucas Olivia August Ella
    Leo Signe Matteo Stella Axel Alice Sam Saga Arvid Ebba Gustav Maja Björn Åsa Göran Ingrid Håkan Märta`,
    `Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson
    Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist Lindgren Berg Axelsson Bergström
    Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Forsberg Sjöberg Åkesson`,
  ),
  pt: names(
    `Miguel Helena Arthur Alice Gael Laura Heitor Maria Theo Sofia Davi Manuela Gabriel Valentina Bernardo Isabella Samuel
    Cecília João Júlia Enzo Heloísa Pedro Luísa Lorenzo Lívia Lucas Antônia Benício Beatriz Matheus Clara Rafael Mariana
    Tomás Inês Gonçalo Conceição`,
    `Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho Almeida Lopes
    Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso Ramos
    Gonçalves Santana Teixeira Araújo Magalhães Simões`,
  ),
  tr: names(
    `Yusuf Zeynep Miraç Asel Alparslan Defne Eymen Zümra Göktuğ Elif Ömer Asya Metehan Azra Aras Nehir Mustafa Eylül Ali
    Ebrar Kerem Meryem Ahmet Ecrin Mehmet Masal Emir Miray Hamza Ayşe Deniz Fatma Can Gül Çağlar Şebnem Işık İrem`,
    `Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan
    Şimşek Polat Korkmaz Özcan Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın Güneş Bozkurt Bulut Keskin Ünal Turan`,
  ),
  ja: names(
    `蓮 陽葵 湊 凛 蒼 紬 樹 葵 大翔 結菜 悠真 莉子 律 芽依 朝陽 美咲 翔太 さくら 健太 愛子 大輔 由美 直樹 陽子 拓也 恵子 誠 裕子 隆 真由美`,
    `佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川`,
  ),
  ru: names(
    `Александр София Михаил Мария Максим Анна Артём Алиса Дмитрий Виктория Иван Полина Марк Елизавета Лев Варвара Матвей
    Екатерина Тимофей Ксения Даниил Дарья Роман Ольга Сергей Наталья Алексей Татьяна Андрей Юлия`,
    `Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов
    Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев`,
  ),
  hi: names(
    `Aarav Saanvi Vivaan Aanya Aditya Aadhya Vihaan Ananya Arjun Pari Sai Diya Reyansh Myra Ayaan Sara Krishna Ira Ishaan
    Anika Rohan Kavya Rahul Priya Amit Neha Suresh Lakshmi Ravi Sunita Vijay Meera Anil Pooja Sanjay Deepa`,
    `Sharma Singh Kumar Patel Gupta Reddy Khan Das Verma Iyer Joshi Nair Mehta Shah Rao Mishra Chatterjee Agarwal Bose
    Kapoor Malhotra Desai Pillai Sinha Banerjee Chopra Kulkarni Menon Bhatt Choudhury Yadav Thakur Pandey Saxena Jain`,
  ),
};

/** How the names of scripts that are not Latin are written in addresses. */
const ROMAN: Readonly<Record<string, string>> = {
  ...pairs(
    `蓮 ren 陽葵 himari 湊 minato 凛 rin 蒼 aoi 紬 tsumugi 樹 itsuki 葵 aoi 大翔 hiroto 結菜 yuna 悠真 yuma 莉子 riko 律 ritsu 芽依 mei
    朝陽 asahi 美咲 misaki 翔太 shota さくら sakura 健太 kenta 愛子 aiko 大輔 daisuke 由美 yumi 直樹 naoki 陽子 yoko 拓也 takuya 恵子 keiko
    誠 makoto 裕子 yuko 隆 takashi 真由美 mayumi 佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 山本 yamamoto
    中村 nakamura 小林 kobayashi 加藤 kato 吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi 松本 matsumoto 井上 inoue 木村 kimura
    林 hayashi 斎藤 saito 清水 shimizu 山崎 yamazaki 森 mori 池田 ikeda 橋本 hashimoto 阿部 abe 石川 ishikawa 山下 yamashita 中島 nakajima
    石井 ishii 小川 ogawa`,
  ),
  ...pairs(
    `а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y
    ь - э e ю yu я ya ß ss ø o ł l æ ae œ oe ı i đ d ð d þ th`,
  ),
};

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, string>();

/** A text in letters a to z, digits and hyphens, as in addresses: 'Jürgen' is 'jurgen', '田中' is 'tanaka'. */
export function slugOf(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const slug = Object.hasOwn(ROMAN, text) ? (ROMAN[text] as string) : romanized(text);
  if (remembered.size < MOST_REMEMBERED) remembered.set(text, slug);
  return slug;
}

function romanized(text: string): string {
  const letters = Array.from(text.normalize('NFC').toLowerCase(), (letter) => {
    const roman = Object.hasOwn(ROMAN, letter) ? ROMAN[letter] : undefined;
    return roman === '-' ? '' : (roman ?? letter);
  });
  return letters
    .join('')
    .normalize('NFD')
    .replace(/[\u0300-\u036f']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function names(first: string, last: string): Locale {
  return { firstNames: list(first), lastNames: list(last) };
}

function list(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((name) => name.replaceAll('_', ' '));
}

function pairs(text: string): Record<string, string> {
  const parts = text.trim().split(/\s+/);
  return Object.fromEntries(parts.filter((_, at) => at % 2 === 0).map((part, at) => [part, parts[2 * at + 1] ?? '']));
}
