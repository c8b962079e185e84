package io.marquee.pipeline.boxoffice;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Has Flink use {@link SaleSerializer}. */
public final class SaleType extends TypeInformation<Sale> {

    private static final long serialVersionUID = 1L;

    @Override
    public TypeSerializer<Sale> createSerializer(SerializerConfig config) {
        return SaleSerializer.INSTANCE;
    }

    @Override
    public Class<Sale> getTypeClass() {
        return Sale.class;
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
        return other instanceof SaleType;
    }

    @Override
    public boolean equals(Object other) {
        return canEqual(other);
    }

    @Override
    public int hashCode() {
        return SaleType.class.hashCode();
    }

    @Override
    public String toString() {
        return "Sale";
    }
}
