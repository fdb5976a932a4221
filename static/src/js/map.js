import "leaflet/dist/leaflet.css";
import "./map.css";
import { control, divIcon, latLngBounds, map, marker, tileLayer } from "leaflet/dist/leaflet-src.esm.js";

/**
 * Draws the places of the list on a map. The list holds everything the map shows:
 * [data-map] has the tile server, each [data-latitude] is a place with its link.
 */
function draw(element) {
  const places = [...document.querySelectorAll("[data-latitude][data-longitude]")];
  if (!places.length || !element.dataset.tiles) return;
  const view = map(element, { scrollWheelZoom: false, zoomControl: false });
  control.zoom({ zoomInTitle: "Closer", zoomOutTitle: "Further away" }).addTo(view);
  tileLayer(element.dataset.tiles, {
    attribution: element.dataset.attribution,
    maxZoom: 18,
    referrerPolicy: "no-referrer",
  }).addTo(view);
  const points = places.map((place) => addPlace(view, place));
  view.fitBounds(latLngBounds(points), { padding: [32, 32], maxZoom: 15 });
}

function addPlace(view, place) {
  const point = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
  const link = place.querySelector("a");
  const name = link.textContent.trim();
  const popup = document.createElement("a");
  popup.href = link.href;
  popup.textContent = name;
  marker(point, {
    icon: divIcon({ className: "map-pin", iconSize: [26, 26] }),
    alt: name,
    title: name,
  })
    .addTo(view)
    .bindPopup(popup);
  return point;
}

for (const element of document.querySelectorAll("[data-map]")) draw(element);
