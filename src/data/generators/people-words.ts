/** Names common enough to be nobody's in particular. */
export const firstNames = list(`
  Ada Aisha Alba Amir Ana Anders Ben Björn Carla Chen Clara Daan Dana Elena Elif Emil Emma Erik Fatima Felix Finn Freya
  Hana Hugo Ida Ines Isaac Ivan Jana Jonas Julia Kai Karim Lars Laura Lea Leo Lena Liam Lina Luca Maja Marco Maria Mateo
  Maya Mei Mila Nadia Nils Nina Noah Olga Omar Oscar Paula Priya Rosa Ruben Sam Sara Sofia Tariq Tomas Vera Yuki Zoe`);

export const lastNames = list(`
  Abbott Ahmed Andersen Baker Bauer Becker Bell Berg Blanc Brandt Carter Chen Costa Cruz Dahl Diaz Dubois Duran Evans
  Ferrari Fischer Foster Garcia Gray Haas Hansen Hill Hughes Ito Jansen Jones Kaya Keller Khan Kim Klein Kowalski Lang
  Larsen Lopez Marino Martin Meyer Miller Mori Moreau Novak Olsen Patel Pereira Petrov Quinn Reid Rossi Sato Schmidt Silva
  Singh Smith Sousa Stone Tanaka Torres Vargas Vogel Walker Weber Wood Young Zhang`);

export const jobLevels = list('Junior Senior Lead Principal Associate Regional Assistant Chief');
export const jobAreas = list('Data Product Sales Marketing Security Quality Finance Support Research Operations');
export const jobTitles = list('Engineer Manager Analyst Designer Consultant Architect Coordinator Planner');

export const companyHeads = list(`
  Alder Amber Beacon Birch Cobalt Copper Delta Ember Falcon Granite Harbour Indigo Juniper Keystone Lantern Meridian
  Northwind Orchard Pioneer Quarry Raven Summit Tidal Vertex Willow`);
export const companyTails = list(
  'Analytics Foods Freight Group Industries Labs Logistics Media Partners Systems Textiles',
);
export const companyForms = list('Ltd Inc GmbH AB BV SA');

function list(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
