package io.marquee.api.ticket;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A ticket's code as a QR code. */
final class QrCode {

    private QrCode() {}

    /** A bit per module, without a margin. */
    static BitMatrix modules(String code) {
        try {
            // The size 0 gives one bit per module.
            return new QRCodeWriter().encode(code, BarcodeFormat.QR_CODE, 0, 0, Map.of(
                    EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M, EncodeHintType.MARGIN, 0));
        } catch (WriterException e) {
            throw new IllegalStateException("The code does not fit", e);
        }
    }

    /** An SVG image, a unit per module; the dark modules only. */
    static String svg(String code) {
        BitMatrix modules = modules(code);
        int size = modules.getWidth();
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int from = x;
                while (x < size && modules.get(x, y)) {
                    x++;
                }
                if (x > from) { // neighbours are one bar: between two, a screen might leave a hair line
                    path.append('M').append(from).append(' ').append(y).append('h').append(x - from).append("v1H")
                            .append(from).append('z');
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                .formatted(size, size) + "<path fill=\"#111\" d=\"" + path + "\"/></svg>";
    }
}
