package io.marquee.pipeline.boxoffice;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Has Flink use {@link SalesBatchSerializer}. */
public final class SalesBatchType extends TypeInformation<SalesBatch> {

    private static final long serialVersionUID = 1L;

    @Override
    public TypeSerializer<SalesBatch> createSerializer(SerializerConfig config) {
        return SalesBatchSerializer.INSTANCE;
    }

    @Override
    public Class<SalesBatch> getTypeClass() {
        return SalesBatch.class;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SalesBatchType;
    }

    @Override
    public boolean equals(Object other) {
        return canEqual(other);
    }

    @Override
    public int hashCode() {
        return SalesBatchType.class.hashCode();
    }

    @Override
    public String toString() {
        return "SalesBatch";
    }
}
