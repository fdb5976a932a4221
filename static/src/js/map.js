import "leaflet/dist/leaflet.css";
import "./map.css";
import { control, divIcon, latLngBounds, map, marker, tileLayer } from "leaflet/dist/leaflet-src.esm.js";

/**
 * Draws the places of the list on a map. [data-map] has the tile server; inside it stands a
 * [data-latitude] for each place, with its name and link. The list says everything the map shows.
 */
function draw(element) {
  const places = [...element.querySelectorAll("[data-latitude]")].map((place) => place.dataset);
  if (!places.length) return;
  element.classList.add("map--drawn");
  const view = map(element, { scrollWheelZoom: false, zoomControl: false });
  control.zoom({ zoomInTitle: "Closer", zoomOutTitle: "Further away" }).addTo(view);
  view.attributionControl.setPrefix(false);
  tileLayer(element.dataset.tiles, {
    attribution: element.dataset.attribution,
    maxZoom: 18,
    referrerPolicy: "no-referrer",
  }).addTo(view);
  const points = places.map((place) => addPlace(view, place));
  view.fitBounds(latLngBounds(points), { padding: [32, 32], maxZoom: 15 });
  element.tabIndex = -1;
  element.focus();
}

function addPlace(view, { latitude, longitude, label, href }) {
  const point = [Number(latitude), Number(longitude)];
  const link = document.createElement("a");
  link.href = href;
  link.textContent = label;
  marker(point, {
    icon: divIcon({ className: "map-pin", iconSize: [24, 32], iconAnchor: [12, 30], popupAnchor: [0, -26] }),
    alt: label,
    title: label,
  })
    .addTo(view)
    .bindPopup(link);
  return point;
}

for (const element of document.querySelectorAll("[data-map]")) draw(element);
