// The canvas as a quadrilateral: its w makes the interpolation of `canvas` perspective-correct, so that a
// corner-pin is the exact homography at every pixel.
in vec2 corner;          // of the canvas: 0..1, right and down
uniform mat3 to_window;  // canvas (u, v, 1) to window shares (x w, y w, w), right and down
out vec2 canvas;

void main() {
    vec3 place = to_window * vec3(corner, 1.0);
    canvas = corner;
    gl_Position = vec4(2.0 * place.x - place.z, place.z - 2.0 * place.y, 0.0, place.z);
}
