// One pixel of the wall: the picture, enlarged, cut at the canvas' edge, blended, masked and dithered.
in vec2 canvas;
uniform sampler2D picture;  // sRGB code values, first row on top
uniform vec2 scale;         // picture coordinate = 0.5 + (canvas - 0.5) * scale
out vec4 colour;

#ifdef BLEND
uniform vec4 overlap;       // shares of the canvas: left, right, top, bottom
uniform float blend_gamma;

// Light left by the ramps of all four sides, as code value.
float blended() {
    vec4 from_edge = vec4(canvas.x, 1.0 - canvas.x, canvas.y, 1.0 - canvas.y);
    vec4 t = clamp(from_edge / max(overlap, vec4(1e-6)), 0.0, 1.0);
    vec4 light = t * t * (3.0 - 2.0 * t);
    return pow(light.x * light.y * light.z * light.w, 1.0 / blend_gamma);
}
#endif

#ifdef MASK
uniform sampler2D mask;     // in the shape of the window, first row on top
uniform vec2 window_size;
#endif

#ifdef SHARP
// Catmull-Rom interpolation (Catmull and Rom, 1974). The two middle taps of each axis have weights of one sign, so
// one bilinear fetch between their texels takes both: 9 fetches in place of 16.
vec3 enlarged(vec2 at) {
    vec2 size = vec2(textureSize(picture, 0));
    vec2 texel = at * size - 0.5;
    vec2 base = floor(texel);
    vec2 t = texel - base;
    vec2 before = t * (-0.5 + t * (1.0 - 0.5 * t));
    vec2 after = t * t * (0.5 * t - 0.5);
    vec2 right = t * (0.5 + t * (2.0 - 1.5 * t));
    vec2 middle = 1.0 - before - after;
    vec2 x[3] = vec2[3](base - 0.5, base + 0.5 + right / middle, base + 2.5);
    vec2 w[3] = vec2[3](before, middle, after);
    vec3 sum = vec3(0.0);
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++)
            sum += w[column].x * w[row].y * texture(picture, vec2(x[column].x, x[row].y) / size).rgb;
    return clamp(sum, 0.0, 1.0);
}
#else
vec3 enlarged(vec2 at) {
    return texture(picture, at).rgb;
}
#endif

// Interleaved gradient noise (Jimenez, 2014): rounds 8.x bits to 8 without bands, and whole numbers to themselves.
vec3 dithered(vec3 value) {
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    return floor(value * 255.0 + 0.01 + 0.98 * noise) / 255.0;
}

void main() {
    vec2 at = 0.5 + (canvas - 0.5) * scale;
    vec3 value = enlarged(at);
#ifdef CONTAIN
    vec2 inside = step(vec2(0.0), at) * step(at, vec2(1.0));
    value *= inside.x * inside.y;
#endif
#ifdef PIN
    vec2 pixels = min(canvas, 1.0 - canvas) / max(fwidth(canvas), vec2(1e-6));
    value *= clamp(min(pixels.x, pixels.y), 0.0, 1.0);
#endif
#ifdef BLEND
    value *= blended();
#endif
#ifdef MASK
    value *= texture(mask, vec2(gl_FragCoord.x, window_size.y - gl_FragCoord.y) / window_size).rgb;
#endif
    colour = vec4(dithered(value), 1.0);
}
